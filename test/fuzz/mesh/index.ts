import { EDGE } from './edge';
import { EXTENSIONS } from './extensions';
import type { Family } from './family';
import { SECURITY } from './security';
import { SERVICES } from './services';
import { TRAFFIC } from './traffic';

/** Every construct of the mesh, and what a user may give it: good, broken, or meant to break something. */
export const FAMILIES: readonly Family[] = [...TRAFFIC, ...SECURITY, ...EDGE, ...EXTENSIONS, ...SERVICES];
