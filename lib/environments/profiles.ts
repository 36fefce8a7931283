import type { Environment } from '../installation/environment';
import { CNI } from '../istio/nodes/cni/props';
import { ZTUNNEL } from '../istio/nodes/ztunnel/props';
import { PROFILES } from '../istio/profiles';
import { onPlatform } from '../istio/profiles/platforms';
import { override } from '../kit/override';
import { defaultEnvironment } from './default';
import { minimal } from './minimal';

const ambient: Environment = {
  ...minimal,
  name: 'ambient',
  purpose: 'Pods join the mesh without sidecars: CNI agent and ztunnel on every node.',
  delivery: { by: 'flux' },
  istio: PROFILES.ambient,
  cni: override(CNI, { ambient: { enabled: true }, appArmor: 'field' }),
  ztunnel: ZTUNNEL,
};

const preview = override(defaultEnvironment, {
  name: 'preview',
  purpose: '`default` with what is still experimental.',
  istio: PROFILES.preview,
});

const stable = override(defaultEnvironment, {
  name: 'stable',
  purpose: '`default` that refuses resources and fields which may still change.',
  istio: PROFILES.stable,
});

const remote: Environment = {
  ...minimal,
  name: 'remote',
  purpose: 'A cluster of the mesh whose control plane runs in another one.',
  istio: PROFILES.remote,
};

const openshift = onPlatform<Environment>(
  {
    ...defaultEnvironment,
    name: 'openshift',
    purpose: '`default` for OpenShift, with the CNI agent as its Multus wants it.',
    cni: override(CNI, { appArmor: 'field' }),
  },
  'openshift',
);

const openshiftAmbient = onPlatform<Environment>(
  override(ambient, { name: 'openshift-ambient', purpose: '`ambient` for OpenShift.', delivery: null }),
  'openshift',
);

/** An environment for each of Istio's profiles that has none of its own file. */
export const PROFILE_ENVIRONMENTS = { ambient, remote, preview, stable, openshift, openshiftAmbient } as const;
