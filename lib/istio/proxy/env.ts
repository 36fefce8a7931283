import type { IEnvVar } from 'kubernetes-models/v1/EnvVar';
import { Expression, type Operand } from '../injection/template/expression';
import { text } from '../injection/template/functions';
import { eachEntry, type Item, when } from '../injection/template/tree';
import type { IstioProps, StringMap } from '../props';
import { Revision } from '../revisions/revision';
import { traits } from '../versions';

type Env = Item<IEnvVar>;

/** A variable that is there only where its value is not empty. */
export const variable = (name: string, value: Operand<string> | undefined): readonly Env[] =>
  value instanceof Expression
    ? [when<IEnvVar>(value, { name, value })]
    : value === undefined || value === ''
      ? []
      : [{ name, value }];

export const fromField = (name: string, fieldPath: string): Env => ({ name, valueFrom: { fieldRef: { fieldPath } } });
export const fromLimit = (name: string, resource: 'cpu' | 'memory'): Env => ({
  name,
  valueFrom: { resourceFieldRef: { resource: `limits.${resource}`, divisor: '1' } },
});

/** Where certificates come from. */
export const certificateEnv = (istio: IstioProps): readonly Env[] => [
  { name: 'PILOT_CERT_PROVIDER', value: istio.certificates.provider },
  { name: 'CA_ADDR', value: caAddress(istio) },
];

/** Where a proxy gets its certificate signed. */
export const caAddress = (istio: IstioProps): string => istio.certificates.caAddress || new Revision(istio).xdsAddress;

export const serviceAccountName = fromField('SERVICE_ACCOUNT', 'spec.serviceAccountName');

/** Who the pod is, in the order that Envoy's agent documents. */
export const podEnv: readonly Env[] = [
  fromField('POD_NAME', 'metadata.name'),
  fromField('POD_NAMESPACE', 'metadata.namespace'),
  fromField('INSTANCE_IP', 'status.podIP'),
  serviceAccountName,
  fromField('HOST_IP', 'status.hostIP'),
];

export const cpuLimit = fromLimit('ISTIO_CPU_LIMIT', 'cpu');

/** Limits that the Go run time of the agent keeps to. */
export const goLimits: readonly Env[] = [fromLimit('GOMEMLIMIT', 'memory'), fromLimit('GOMAXPROCS', 'cpu')];

export const nodeName = fromField('ISTIO_META_NODE_NAME', 'spec.nodeName');

/** The cryptography that the mesh is held to; istiod has the same variable. */
export function complianceEnv(istio: IstioProps): readonly Env[] {
  const policy = istio.istiod.env['COMPLIANCE_POLICY'];
  if (policy === undefined) return [];
  return [
    { name: 'COMPLIANCE_POLICY', value: policy },
    ...(traits(istio).fipsGodebug && policy === 'fips-140-3' ? [{ name: 'GODEBUG', value: 'fips140=only' }] : []),
  ];
}

/** Which mesh the proxy belongs to. */
export const meshEnv = ({ identity }: IstioProps): readonly Env[] => [
  ...variable('ISTIO_META_MESH_ID', identity.meshId ?? identity.trustDomain),
  ...variable('TRUST_DOMAIN', identity.trustDomain),
];

/** Which workload the proxy serves. */
export const workloadEnv = (name: Operand<string>, owner: Env): readonly Env[] => [
  ...variable('ISTIO_META_WORKLOAD_NAME', name),
  owner,
];

/** The owner of pods that a Deployment makes. */
export const deploymentOwner = (namespace: Operand<string>, name: Operand<string>): Env => ({
  name: 'ISTIO_META_OWNER',
  value:
    typeof namespace === 'string' && typeof name === 'string'
      ? `kubernetes://apis/apps/v1/namespaces/${namespace}/deployments/${name}`
      : text`kubernetes://apis/apps/v1/namespaces/${namespace}/deployments/${name}`,
});

/** The user's `proxyMetadata`, after everything that it may override. */
export const metadataEnv = (metadata: Expression<StringMap>): Env =>
  eachEntry<IEnvVar>(metadata, (name, value) => ({ name, value }));
