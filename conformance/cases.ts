import { addonCases } from './addons';
import { bookinfoCases } from './bookinfo';
import type { Case } from './case';
import { controlPlaneCases } from './control-plane';
import { installCases } from './install';

/** One case per reference file. */
export const CASES: readonly Case[] = [...controlPlaneCases, ...bookinfoCases, ...installCases, ...addonCases];
