import { bareMetal } from './bare-metal';
import { defaultEnvironment } from './default';
import { demo } from './demo';
import { minimal } from './minimal';
import { production } from './production';
import { PROFILE_ENVIRONMENTS } from './profiles';
import type { Environment } from './types';

/** What `cdk8s synth` writes: one folder of `dist/` each. */
export const ENVIRONMENTS: readonly Environment[] = [
  demo,
  bareMetal,
  defaultEnvironment,
  minimal,
  production,
  ...Object.values(PROFILE_ENVIRONMENTS),
];
