import { refuse } from '../../kit/problems';
import { INSTALL } from '../../problems/installation/install';
import { type Behaviour, behaviour, behaviours, NEWEST } from '../versions';
import { type Installation, withSettings } from './platforms';

/** Istio minors whose behaviour the newest can keep, newest first. */
export const COMPATIBILITY_VERSIONS = behaviours(NEWEST);
export type CompatibilityVersion = Behaviour;

/**
 * An installation that behaves like an older minor where the two differ, so that an upgrade changes one thing at a time.
 * @throws MESH604 for a version that this Istio cannot behave like
 */
export function behavesLike<T extends Installation>(installation: T, like: CompatibilityVersion): T {
  const { version } = installation.istio;
  const known = behaviours(version);
  if (!known.includes(like)) refuse(like, INSTALL.compatibility(like, version, known));
  return withSettings(installation, behaviour(version, like));
}
