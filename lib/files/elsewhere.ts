import type { Sought } from '../checks/rule';
import { fits } from '../model/policies/patterns';

/**
 * Whether somebody brings what is sought. `elsewhere`: `namespace/name`, a host that is no Service's, or `namespace` for all that is in it.
 */
export const isBrought = (sought: readonly Sought[], elsewhere: readonly string[]): boolean =>
  elsewhere.some((one) => sought.some((where) => brings(one, where)));

function brings(one: string, { namespace, name }: Sought): boolean {
  const [home = '', own] = one.split('/');
  if (namespace === undefined) return own === undefined && (name === undefined || name === one);
  return fits(namespace, home) && (own === undefined || own === name);
}

/** What to say of what others bring. */
export function orElsewhere([where]: readonly Sought[]): string {
  if (where === undefined) return '';
  const { namespace, name } = where;
  const told =
    namespace === undefined ? (name ?? '<namespace>') : `${namespace}${name === undefined ? '' : `/${name}`}`;
  return `, or say --elsewhere ${told} if others bring it`;
}
