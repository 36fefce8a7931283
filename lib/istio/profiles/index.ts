import type { IstioProps } from '../props';
import { ambientProfile } from './ambient';
import { defaultProfile } from './default';
import { demoProfile } from './demo';
import { previewProfile, remoteProfile, stableProfile } from './others';
import { onPlatform } from './platforms';

/** Istio's control-plane profiles by their official names. */
export const PROFILES = {
  default: defaultProfile,
  demo: demoProfile,
  // As `default`; what differs, the gateways, is the environment's choice.
  minimal: defaultProfile,
  ambient: ambientProfile,
  remote: remoteProfile,
  preview: previewProfile,
  stable: stableProfile,
  openshift: onPlatform({ istio: defaultProfile }, 'openshift').istio,
  'openshift-ambient': onPlatform({ istio: ambientProfile }, 'openshift').istio,
} as const satisfies Readonly<Record<string, IstioProps>>;

export type ProfileName = keyof typeof PROFILES;
