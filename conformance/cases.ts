import type { Case } from './case';
import { controlPlaneCases } from './control-plane';

/** One case per reference file. */
export const CASES: readonly Case[] = [...controlPlaneCases];
