import type { IstioProps } from '../props';
import { defaultProfile } from './default';
import { demoProfile } from './demo';

/** Istio's control-plane profiles by their official names. */
export const PROFILES = {
  default: defaultProfile,
  demo: demoProfile,
  // As `default`; what differs, the gateways, is the environment's choice.
  minimal: defaultProfile,
} as const satisfies Readonly<Record<string, IstioProps>>;

export type ProfileName = keyof typeof PROFILES;
