import type { ObjectPatch } from '../installation/changes/patches';
import type { Environment } from '../installation/environment';
import { withPatches } from './environment';
import type { Installation } from './installation';
import { objectsOf } from './objects';

/** What of an environment a component that is switched off would have made: others bring it. */
export function withoutAbsent(environment: Environment, { parts }: Installation): Environment {
  const absent = [...(parts.pilot ? [] : ['ControlPlanes']), ...(parts.base ? [] : ['Reader'])];
  if (absent.length === 0) return environment;
  const patches = objectsOf(environment)
    .filter(({ part }) => absent.includes(part))
    .map(({ address }): ObjectPatch => ({ object: address, remove: true }));
  return withPatches(environment, patches);
}
