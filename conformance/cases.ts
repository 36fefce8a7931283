import { addonCases } from './addons';
import type { Case } from './case';
import { controlPlaneCases } from './control-plane';
import { installCases } from './install';

/** One case per reference file. */
export const CASES: readonly Case[] = [...controlPlaneCases, ...installCases, ...addonCases];
