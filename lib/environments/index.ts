import type { Environment } from '../installation/environment';
import { bareMetal } from './bare-metal';
import { defaultEnvironment } from './default';
import { demo } from './demo';
import { minimal } from './minimal';
import { production } from './production';
import { PROFILE_ENVIRONMENTS } from './profiles';
import { secure } from './secure';

const { ambient, ...others } = PROFILE_ENVIRONMENTS;

/** What `cdk8s synth` writes: one folder of `dist/` each. */
export const ENVIRONMENTS: readonly Environment[] = [
  demo,
  bareMetal,
  defaultEnvironment,
  minimal,
  ambient,
  production,
  secure,
];

/** What `npm run render` also makes: the rest of Istio's own profiles, which nobody needs to review here. */
export const RENDERED: readonly Environment[] = [...ENVIRONMENTS, ...Object.values(others)];
