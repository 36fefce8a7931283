import type { Environment } from '../../../lib/installation/environment';
import { PROFILES } from '../../../lib/istio/profiles';
import type { Autoscaling, IstioProps, Placement } from '../../../lib/istio/props';
import { TEMPLATE_NAMES } from '../../../lib/istio/versions/types';
import { override, type Patch } from '../../../lib/kit/override';

const templates = Object.fromEntries(TEMPLATE_NAMES.map((name) => [name, 'metadata: {labels: {a: b}}\n']));

/** A control plane whose own templates are short: they are most of what an environment costs. */
export const cheap = (patch: Patch<IstioProps> = {}, profile: IstioProps = PROFILES.minimal): IstioProps =>
  override(override(profile, { injection: { templates } }), patch);

/** No control plane of its own. */
export const remote: IstioProps = PROFILES.remote;

export const env = (more: Partial<Environment>): Environment => ({
  name: 'env',
  purpose: 'A sample.',
  istio: remote,
  gatewayApi: 'present',
  gateways: {},
  ...more,
});

export const placement: Placement = {
  nodeSelector: { role: 'infra' },
  tolerations: [{ key: 'infra', operator: 'Exists' }],
  topologySpread: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'ScheduleAnyway' }],
  affinity: {
    podAntiAffinity: {
      preferredDuringSchedulingIgnoredDuringExecution: [
        { weight: 100, podAffinityTerm: { topologyKey: 'zone', labelSelector: { matchLabels: { app: 'istiod' } } } },
      ],
    },
  },
  priorityClass: 'high',
};
export const resources = { requests: { cpu: '10m', memory: '40Mi' }, limits: { memory: '80Mi' } };
export const additions = {
  volumes: [{ name: 'a', emptyDir: {} }],
  volumeMounts: [{ name: 'a', mountPath: '/a' }],
  initContainers: [{ name: 'first', image: 'a:1', command: ['true'] }],
};
export const seccompProfile = { type: 'RuntimeDefault' } as const;
export const labels = { team: 'mesh' };
export const annotations = { 'example.com/a': 'b' };
export const behavior: NonNullable<Autoscaling['behavior']> = {
  scaleDown: { stabilizationWindowSeconds: 300, policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }] },
};
export const lifecycle = { preStop: { exec: { command: ['sleep', '5'] } } };
