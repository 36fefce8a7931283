import type { IEnvVar } from 'kubernetes-models/v1/EnvVar';
import { lastOf } from '../../kit/last-of';
import { ZTUNNEL_NAME } from '../parts/labels';
import type { IstiodProps, IstioProps, StringMap } from '../props';
import type { Revision } from '../revisions/revision';
import { traits } from '../versions';

/** The taint with which nodes come up that shall wait for the CNI agent; istiod itself does not wait. */
export const NOT_READY = 'cni.istio.io/not-ready';

const fromField = (name: string, fieldPath: string): IEnvVar => ({
  name,
  valueFrom: { fieldRef: { fieldPath } },
});

/** What the API server drops from an object (an empty value) is not written, so that the applied object stays as it is. */
const text = (name: string, value: string | undefined): readonly IEnvVar[] =>
  value === undefined || value === '' ? [] : [{ name, value }];

/** istiod's environment. A user's `env` wins over a line that the control plane would write itself, and `envFrom` over both. */
export function istiodEnv(revision: Revision, istio: IstioProps): readonly IEnvVar[] {
  const { istiod, certificates } = istio;
  const own: readonly IEnvVar[] = [
    { name: 'REVISION', value: revision.name },
    ...text('PILOT_CERT_PROVIDER', certificates.provider),
    fromField('POD_NAME', 'metadata.name'),
    fromField('POD_NAMESPACE', 'metadata.namespace'),
    fromField('SERVICE_ACCOUNT', 'spec.serviceAccountName'),
    { name: 'KUBECONFIG', value: '/var/run/secrets/remote/config' },
    {
      name: 'CA_TRUSTED_NODE_ACCOUNTS',
      value: `${istio.ztunnelNamespace ?? istio.namespace}/${istio.ztunnelName ?? ZTUNNEL_NAME}`,
    },
    // What the Go program needs before it may call itself FIPS compliant.
    ...(traits(istio).fipsGodebug && istiod.env['COMPLIANCE_POLICY'] === 'fips-140-3'
      ? text('GODEBUG', 'fips140=only')
      : []),
    ...Object.entries(nativeSidecars(istio)).map(([name, value]) => ({ name, value })),
    { name: 'PILOT_TRACE_SAMPLING', value: String(istiod.traceSampling) },
    ...untainting(istiod),
    ...text('PILOT_CA_CERT_CONFIGMAP', certificates.trustBundle),
    ...text('PILOT_CRL_CONFIGMAP', certificates.crlConfigMap),
    { name: 'PILOT_ENABLE_ANALYSIS', value: String(istio.analysis) },
    { name: 'CLUSTER_ID', value: istio.identity.cluster ?? 'Kubernetes' },
    { name: 'GOMAXPROCS', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '1' } } },
    ...text('PLATFORM', istio.platform),
  ];
  const users = Object.entries(istiod.env).flatMap(([name, value]) => text(name, value));
  const given = [...users, ...(istiod.envFrom ?? [])];
  const taken = new Set(given.map(({ name }) => name));
  return [...own.filter(({ name }) => !taken.has(name)), ...lastOf(given, ({ name }) => name)];
}

/** Takes the taint from each node on which the CNI agent is ready. */
const untainting = ({ untaintNodes }: IstiodProps): readonly IEnvVar[] =>
  untaintNodes === undefined
    ? []
    : [
        { name: 'PILOT_ENABLE_NODE_UNTAINT_CONTROLLERS', value: 'true' },
        { name: 'PILOT_NODE_UNTAINT_CONTROLLERS_TAINT_NAME', value: untaintNodes.taint ?? NOT_READY },
      ];

/** istiod decides by the nodes' kubelets unless it is told. */
export const nativeSidecars = ({ injection: { nativeSidecars } }: IstioProps): StringMap =>
  nativeSidecars === 'auto' ? {} : { ENABLE_NATIVE_SIDECARS: String(nativeSidecars === 'on') };
