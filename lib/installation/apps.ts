import { refusedBy } from '../checks/judge/mistyped';
import { type Refused, refuse } from '../kit/problems';
import { INSTALL } from '../problems/installation/install';
import type { App } from './environment';
import type { Installed } from './installed';

/** Apps that were refused, and why, by environment; what others make is judged all the same. */
const FAILURES = new WeakMap<object, ReadonlyMap<unknown, Refused>>();

/** What the library itself threw at apps. */
export const faultsOf = (mesh: Installed): readonly Error[] =>
  [...(FAILURES.get(mesh)?.values() ?? [])].flatMap(({ causes }) => causes);

/** Whether a mistake stopped something of it, which is then half of what it would be. */
export const isHalf = (mesh: Installed): boolean => (FAILURES.get(mesh)?.size ?? 0) > 0;

/** Why an app was refused, if it was. */
export const failureOf = (mesh: Installed, app: unknown): Refused | undefined => FAILURES.get(mesh)?.get(app);

export const nameOf = ({ name }: App): string => (name === '' ? 'without a name' : name);

/** Adds what apps make, and to `handles` what they give; a mistake that stops one is kept for the end, so that those of others are found, too. */
export function addApps(mesh: Installed, apps: readonly App[], handles: Map<unknown, unknown>): void {
  const failed = new Map<unknown, Refused>();
  FAILURES.set(mesh, failed);
  for (const app of apps)
    try {
      handles.set(app, add(mesh, app));
    } catch (error) {
      failed.set(app, refusedBy(error, mesh.node.path));
    }
  mesh.node.addValidation({
    validate: () => [...new Set([...failed.values()].flatMap(({ messages }) => messages))],
  });
}

function add(mesh: Installed, app: App): unknown {
  const made = app(mesh);
  if (!(made instanceof Promise)) return made;
  made.catch(() => undefined); // it fails because of what is said here
  return refuse(mesh, INSTALL.asyncApp(nameOf(app)));
}
