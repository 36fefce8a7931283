import type { Problem } from '../../kit/problems';
import { ADDON } from '../../problems/installation/addons';

/** What is known of one addon of an environment. */
export interface AddonFacts {
  readonly name: string;
  /** Roles that it fills, such as `metrics`. */
  readonly roles: readonly string[];
  /** Roles that it needs another addon for. */
  readonly needs: readonly string[];
  readonly services: readonly string[];
  /** Names of the extension providers that it adds to the mesh config. */
  readonly providers: readonly string[];
}

/** Each role, Service and provider has one owner, and what an addon needs is there. `candidates`: addons that fill a role. */
export function addonProblems(
  addons: readonly AddonFacts[],
  candidates: (role: string) => readonly string[],
): readonly Problem[] {
  const roles = owners(addons, ({ roles }) => roles);
  return [
    ...addons.flatMap(({ name, needs }) =>
      needs.filter((role) => !roles.has(role)).map((role) => ADDON.missingRole(name, role, candidates(role))),
    ),
    ...doubled(roles).map(([role, names]) => ADDON.doubledRole(role, names)),
    ...doubled(owners(addons, ({ services }) => services)).map(([name, by]) => ADDON.doubledService(name, by)),
    ...doubled(owners(addons, ({ providers }) => providers)).map(([name, by]) => ADDON.doubledProvider(name, by)),
  ];
}

const owners = (addons: readonly AddonFacts[], of: (addon: AddonFacts) => readonly string[]) =>
  addons.reduce(
    (all, addon) => of(addon).reduce((map, key) => map.set(key, [...(map.get(key) ?? []), addon.name]), all),
    new Map<string, readonly string[]>(),
  );

const doubled = (owners: ReadonlyMap<string, readonly string[]>) => [...owners].filter(([, names]) => names.length > 1);
