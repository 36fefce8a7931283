import type { IVolume } from 'kubernetes-models/v1/Volume';
import type { IVolumeMount } from 'kubernetes-models/v1/VolumeMount';
import { rootSource } from '../certificates/trust-bundle';
import type { Expression, Operand } from '../injection/template/expression';
import { type Item, type Node, type When, when } from '../injection/template/tree';
import type { IstioProps } from '../props';

/** A volume together with where the proxy sees it, so that neither is forgotten. */
export interface ProxyVolume {
  readonly name: string;
  readonly source: Node<Omit<IVolume, 'name'>>;
  /** Absent: for other containers, or another mechanism. */
  readonly mountPath?: string;
  readonly readOnly?: true;
  /** Only where this holds at injection. */
  readonly only?: Expression<unknown>;
}

const guarded = <T>(only: Expression<unknown> | undefined, node: Node<T>): When<T> | Node<T> =>
  only === undefined ? node : when(only, node);

export const volumes = (list: readonly ProxyVolume[]): readonly Item<IVolume>[] =>
  list.map(({ name, source, only }) => guarded<IVolume>(only, { name, ...(source as object) } as Node<IVolume>));

export const mounts = (list: readonly ProxyVolume[]): readonly Item<IVolumeMount>[] =>
  list.flatMap(({ name, mountPath, readOnly, only }) =>
    mountPath === undefined ? [] : [guarded<IVolumeMount>(only, { name, mountPath, readOnly })],
  );

/** How an injected pod gets an empty directory: a custom template may still give the volume another source, such as SPIRE's. */
export const REPLACEABLE = { emptyDir: null } as const;
const EMPTY = { emptyDir: {} } as const;

type Source = typeof REPLACEABLE | typeof EMPTY;

export const workloadSocket = (source: Source = EMPTY): ProxyVolume => ({
  name: 'workload-socket',
  mountPath: '/var/run/secrets/workload-spiffe-uds',
  source,
});

export const credentialSocket = (source: Source = EMPTY): ProxyVolume => ({
  name: 'credential-socket',
  mountPath: '/var/run/secrets/credential-uds',
  source,
});

export function workloadCertificates({ certificates }: IstioProps, source: Source = EMPTY): ProxyVolume {
  const mountPath = '/var/run/secrets/workload-spiffe-credentials';
  if (certificates.caName !== 'GkeWorkloadCertificate') return { name: 'workload-certs', mountPath, source };
  const driver = 'workloadcertificates.security.cloud.google.com';
  return { name: 'gke-workload-certificate', mountPath, readOnly: true, source: { csi: { driver } } };
}

/** Files through which the agent and Envoy, or a gRPC client, exchange configuration. */
export const configuration = (name: 'istio-envoy' | 'istio-xds', source: Node<IVolume['emptyDir']>): ProxyVolume => ({
  name,
  mountPath: '/etc/istio/proxy',
  source: { emptyDir: source },
});

export const IN_MEMORY = { medium: 'Memory' } as const;

export const data: ProxyVolume = { name: 'istio-data', mountPath: '/var/lib/istio/data', source: EMPTY };

export const podInfo = (name: 'istio-podinfo' | 'podinfo'): ProxyVolume => ({
  name,
  mountPath: '/etc/istio/pod',
  source: {
    downwardAPI: {
      items: (['labels', 'annotations'] as const).map((path) => ({
        path,
        fieldRef: { fieldPath: `metadata.${path}` },
      })),
    },
  },
});
/** A directory for whatever the process writes. */
export const scratch = (name: string, mountPath: string): ProxyVolume => ({ name, mountPath, source: EMPTY });

/** A service account token by which the control plane knows the pod. */
export const token = (
  { certificates }: IstioProps,
  name: 'istio-token' | 'xds-token' = 'istio-token',
): ProxyVolume => ({
  name,
  mountPath: name === 'istio-token' ? '/var/run/secrets/tokens' : '/var/run/secrets/xds-tokens',
  source: {
    projected: {
      sources: [
        { serviceAccountToken: { path: name, expirationSeconds: 43200, audience: certificates.tokenAudience } },
      ],
    },
  },
});

/** The mesh's root certificate, if istiod hands it out. */
export const rootCertificate = (istio: IstioProps): readonly ProxyVolume[] =>
  istio.certificates.provider === 'istiod' ? [istiodRoot(istio)] : [];

/** istiod's root certificate. */
export const istiodRoot = (istio: IstioProps): ProxyVolume => ({
  name: 'istiod-ca-cert',
  mountPath: '/var/run/secrets/istio',
  source: rootSource(istio),
});

/** Certificate revocation lists, where the ConfigMap exists. */
export const revocationLists = ({ certificates }: IstioProps): ProxyVolume => ({
  name: 'istio-ca-crl',
  ...(certificates.provider === 'istiod' ? { mountPath: '/var/run/secrets/istio/crl' } : {}),
  source: { configMap: { name: certificates.crlConfigMap ?? 'istio-ca-crl', optional: true } },
});

/** Key and certificate of a service account from a Secret, for meshes that mount them. */
export const mountedCertificates = (
  { certificates }: IstioProps,
  secretName: Operand<string>,
): readonly ProxyVolume[] =>
  certificates.mountMtlsCerts
    ? [
        {
          name: 'istio-certs',
          mountPath: '/etc/certs/',
          readOnly: true,
          source: { secret: { secretName, optional: true } },
        },
      ]
    : [];

/** What the agent of an Envoy reads and writes, whichever pod it is in. */
export const ofEnvoy = (istio: IstioProps): readonly ProxyVolume[] => [
  configuration('istio-envoy', IN_MEMORY),
  data,
  podInfo('istio-podinfo'),
  token(istio),
  ...rootCertificate(istio),
];
