import type { MeshCheck } from './facts';

/** Every relation that must hold, one file each. */
export const MESH_CHECKS: readonly MeshCheck[] = [];
