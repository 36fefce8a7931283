import { MINORS, type Minor, NEWEST } from '../lib/istio/versions';
import { addonCases } from './addons';
import { bookinfoCases } from './bookinfo';
import type { Case } from './case';
import { controlPlaneCases, profileCases } from './control-plane';
import { importedCases } from './imported';
import { installCases, installedProfiles } from './install';
import { officialCases } from './official';

/** What every minor is compared in: the profiles. */
const ofEach = (minor: Minor): readonly Case[] => [...profileCases(minor), ...installedProfiles(minor)];

/** What does not depend on the minor, or is shown by one. */
const ofOne: readonly Case[] = [
  ...controlPlaneCases,
  ...bookinfoCases,
  ...installCases,
  ...addonCases,
  ...officialCases,
  ...importedCases,
];

/** One case per reference file of each minor, and those that need an istioctl. */
export const CASES: readonly (readonly [minor: Minor, cases: readonly Case[]])[] = MINORS.map((minor) => [
  minor,
  [...(minor === NEWEST ? ofOne : []), ...ofEach(minor)],
]);
