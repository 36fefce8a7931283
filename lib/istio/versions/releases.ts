import { v1_30 } from './1.30';
import { v1_31 } from './1.31';
import type { Oldest, Release } from './types';

/** Every minor that can be rendered, oldest first. */
export const RELEASES = [v1_30, v1_31] as const satisfies readonly [Oldest, ...Release[]];
