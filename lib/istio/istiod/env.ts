import type { IEnvVar } from 'kubernetes-models/v1/EnvVar';
import type { IstioProps } from '../props';
import type { Revision } from '../revisions/revision';

const fromField = (name: string, fieldPath: string): IEnvVar => ({
  name,
  valueFrom: { fieldRef: { apiVersion: 'v1', fieldPath } },
});

/** What the API server drops from an object (an empty value) is not written, so that the applied object stays as it is. */
const text = (name: string, value: string | undefined): readonly IEnvVar[] =>
  value === undefined || value === '' ? [] : [{ name, value }];

/** istiod's environment. A user's `env` wins over a line that the control plane would write itself. */
export function istiodEnv(revision: Revision, istio: IstioProps): readonly IEnvVar[] {
  const { istiod, certificates } = istio;
  const own: readonly IEnvVar[] = [
    { name: 'REVISION', value: revision.name },
    ...text('PILOT_CERT_PROVIDER', certificates.provider),
    fromField('POD_NAME', 'metadata.name'),
    fromField('POD_NAMESPACE', 'metadata.namespace'),
    fromField('SERVICE_ACCOUNT', 'spec.serviceAccountName'),
    { name: 'KUBECONFIG', value: '/var/run/secrets/remote/config' },
    { name: 'CA_TRUSTED_NODE_ACCOUNTS', value: `${istio.ztunnelNamespace ?? istio.namespace}/ztunnel` },
    // What the Go program needs before it may call itself FIPS compliant.
    ...(istiod.env['COMPLIANCE_POLICY'] === 'fips-140-3' ? text('GODEBUG', 'fips140=only') : []),
    ...text('ENABLE_NATIVE_SIDECARS', NATIVE_SIDECARS[istio.injection.nativeSidecars]),
    { name: 'PILOT_TRACE_SAMPLING', value: String(istiod.traceSampling) },
    ...text('PILOT_CRL_CONFIGMAP', certificates.crlConfigMap),
    { name: 'PILOT_ENABLE_ANALYSIS', value: String(istio.analysis) },
    { name: 'CLUSTER_ID', value: istio.identity.cluster ?? 'Kubernetes' },
    { name: 'GOMAXPROCS', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '1' } } },
    ...text('PLATFORM', istio.platform),
  ];
  const users = Object.entries(istiod.env).flatMap(([name, value]) => text(name, value));
  const taken = new Set(users.map((variable) => variable.name));
  return [...own.filter((variable) => !taken.has(variable.name)), ...users];
}

/** istiod decides by the nodes' kubelets unless it is told. */
const NATIVE_SIDECARS = { auto: undefined, on: 'true', off: 'false' } as const;
