import { ApiObject } from 'cdk8s';
import istioCrds from '../imports/crds/istio.json';
import { defaultEnvironment } from '../lib/environments/default';
import { demo } from '../lib/environments/demo';
import { minimal } from '../lib/environments/minimal';
import { Gateway } from '../lib/gateways/gateway';
import { eastWestGateway, injectedEgress, injectedIngress } from '../lib/gateways/presets';
import type { GatewayProps } from '../lib/gateways/props';
import type { Environment } from '../lib/installation/environment';
import { MeshEnvironment } from '../lib/installation/installation';
import { PROFILES } from '../lib/istio/profiles';
import { Revision } from '../lib/istio/revisions/revision';
import type { Minor } from '../lib/istio/versions';
import { override } from '../lib/kit/override';
import type { Case } from './case';
import { knownTo } from './crds';

const whole = (reference: string, environment: Environment, version: Minor): Case => ({
  reference,
  build: (chart) => new MeshEnvironment(chart, override(environment, { istio: { version } })),
});

/** The chart's own spelling of amounts; our presets have the server's. */
const OFFICIAL = { requests: { cpu: '100m', memory: '128Mi' }, limits: { cpu: '2000m', memory: '1024Mi' } };

const gateway = (reference: string, props: GatewayProps): Case => ({
  reference: `charts/${reference}.yaml`,
  build: (chart) =>
    new Gateway(chart, 'Gateway', override(props, { resources: OFFICIAL }), {
      props: PROFILES.default,
      revision: new Revision(PROFILES.default),
    }),
});

/** The CRDs, and the three profiles that are environments of files of their own. */
export const profileCases = (version: Minor): readonly Case[] => [
  {
    // Without the prose that dist/crds/ has and the reference has not.
    reference: 'crds.yaml',
    build: (chart) => {
      for (const crd of istioCrds) new ApiObject(chart, crd.metadata.name, crd);
    },
    as: (crd) => knownTo(version, crd),
  },
  whole('profiles/default.yaml', defaultEnvironment, version),
  whole('profiles/demo.yaml', demo, version),
  whole('profiles/minimal.yaml', minimal, version),
];

export const controlPlaneCases: readonly Case[] = [
  gateway('gateway-ingress', injectedIngress),
  gateway('gateway-egress', injectedEgress),
  gateway('gateway-eastwest', eastWestGateway('network1')),
  gateway('gateway-ha', override(injectedIngress, { autoscaling: { min: 2 }, disruptionBudget: { minAvailable: 1 } })),
  gateway(
    'gateway-daemonset-hostports',
    override(injectedIngress, { kind: 'DaemonSet', autoscaling: null, service: { type: 'NodePort' } }),
  ),
];
