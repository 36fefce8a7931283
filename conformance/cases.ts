import { addonCases } from './addons';
import { bookinfoCases } from './bookinfo';
import type { Case } from './case';
import { controlPlaneCases } from './control-plane';
import { installCases } from './install';
import { officialCases } from './official';

/** One case per reference file, and those that need an istioctl. */
export const CASES: readonly Case[] = [
  ...controlPlaneCases,
  ...bookinfoCases,
  ...installCases,
  ...addonCases,
  ...officialCases,
];
