import { Construct } from 'constructs';
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IVolume } from 'kubernetes-models/v1/Volume';
import type { IVolumeMount } from 'kubernetes-models/v1/VolumeMount';
import { defined, filled } from '../../kit/defined';
import { lastOf } from '../../kit/last-of';
import { manifest } from '../../kit/manifest';
import { rootSource } from '../certificates/trust-bundle';
import { image } from '../parts/image';
import { istioLabels } from '../parts/labels';
import { placement } from '../parts/placement';
import type { IstiodProps, IstioProps, StringMap } from '../props';
import type { Revision } from '../revisions/revision';
import { traits } from '../versions';
import { istiodEnv, NOT_READY } from './env';

/** Labels of the control plane's Deployment and Service. */
export const istiodLabels = (revision: Revision): StringMap =>
  istioLabels('istiod', { app: 'istiod', istio: 'pilot', 'istio.io/rev': revision.name });

/** How istiod's own pods are found; a named revision must not catch another's. */
export const istiodSelector = (revision: Revision): StringMap =>
  revision.suffix === '' ? { istio: 'pilot' } : { 'istio.io/rev': revision.name };

/** The control plane itself. */
export class IstiodDeployment extends Construct {
  constructor(scope: Construct, id: string, revision: Revision, istio: IstioProps) {
    super(scope, id);
    const { istiod } = istio;
    const labels = istiodLabels(revision);
    if (istiod.jwksAuthorities !== undefined)
      manifest<IConfigMap>(this, 'JwksAuthorities', {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: {
          name: jwksAuthoritiesName(revision),
          namespace: revision.namespace,
          labels: istioLabels('istiod', { 'istio.io/rev': revision.name }),
        },
        data: { 'extra.pem': istiod.jwksAuthorities },
      });
    manifest<IDeployment>(this, 'Deployment', {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {
        name: revision.service,
        namespace: revision.namespace,
        labels: { ...labels, ...istiod.labels },
        ...defined({ annotations: istiod.annotations }),
      },
      spec: {
        ...defined({ replicas: istiod.replicas }),
        selector: {
          matchLabels: { ...(revision.suffix === '' ? {} : { app: 'istiod' }), ...istiodSelector(revision) },
        },
        strategy: { type: 'RollingUpdate', rollingUpdate: { ...istiod.rollingUpdate } },
        template: {
          metadata: {
            labels: {
              ...labels,
              // The Service of the control plane without a name selects `istio: pilot`, which must not find another's pods.
              ...(revision.suffix === '' ? {} : { istio: 'istiod' }),
              'istio.io/dataplane-mode': 'none',
              'sidecar.istio.io/inject': 'false',
              ...istiod.podLabels,
            },
            annotations: {
              'prometheus.io/port': '15014',
              'prometheus.io/scrape': 'true',
              'sidecar.istio.io/inject': 'false',
              ...istiod.podAnnotations,
            },
          },
          spec: {
            serviceAccountName: revision.service,
            ...placement(istiod.placement, [{ key: NOT_READY, operator: 'Exists' }]),
            ...defined({ initContainers: filled(istiod.initContainers && [...istiod.initContainers]) }),
            containers: [container(revision, istio)],
            volumes: lastOf(
              [...volumes(istio), ...authoritiesVolume(revision, istiod), ...(istiod.volumes ?? [])],
              ({ name }) => name,
            ),
          },
        },
      },
    });
  }
}

function container(revision: Revision, istio: IstioProps): IContainer {
  const { istiod, platform } = istio;
  const ofPlatform = platform && traits(istio).terminationMessages[platform];
  return {
    name: 'discovery',
    image: image(istio, 'pilot'),
    ...defined({
      imagePullPolicy: istio.image.pullPolicy,
      terminationMessagePolicy: istiod.terminationMessagePolicy ?? ofPlatform,
    }),
    args: [
      'discovery',
      '--monitoringAddr=:15014',
      ...(istiod.logLevel === '' ? [] : [`--log_output_level=${istiod.logLevel}`]),
      ...(istiod.logAsJson ? ['--log_as_json'] : []),
      ...['--domain', istio.identity.clusterDomain],
      ...(istiod.untaintNodes?.cniNamespace === undefined
        ? []
        : [`--cniNamespace=${istiod.untaintNodes.cniNamespace}`]),
      ...['--keepaliveMaxServerConnectionAge', istiod.maxConnectionAge],
      ...(istiod.extraArgs ?? []),
    ],
    ports: [
      { containerPort: 8080, name: 'http-debug', protocol: 'TCP' },
      { containerPort: 15010, name: 'grpc-xds', protocol: 'TCP' },
      { containerPort: 15012, name: 'tls-xds', protocol: 'TCP' },
      { containerPort: 15017, name: 'https-webhooks', protocol: 'TCP' },
      { containerPort: 15014, name: 'http-monitoring', protocol: 'TCP' },
    ],
    readinessProbe: {
      httpGet: { path: '/ready', port: 8080 },
      initialDelaySeconds: 1,
      periodSeconds: 3,
      timeoutSeconds: 5,
    },
    env: [...istiodEnv(revision, istio)],
    resources: istiod.resources,
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      runAsNonRoot: true,
      capabilities: { drop: ['ALL'] },
      ...defined({ seccompProfile: istiod.seccompProfile }),
    },
    volumeMounts: lastOf(
      [
        ...MOUNTS,
        ...(istiod.jwksAuthorities === undefined ? [] : [{ name: 'extracacerts', mountPath: '/cacerts' }]),
        ...(istiod.volumeMounts ?? []),
      ],
      ({ mountPath }) => mountPath,
    ),
  };
}

const requiredSecrets = (istio: IstioProps): readonly string[] => istio.certificates.requiredSecrets ?? [];

/** istiod looks for its certificate and the root of it once, when it starts: it needs both or none. */
const isRootOptional = (istio: IstioProps): boolean => !requiredSecrets(istio).includes('istiod-tls');

/** Everything but the token is optional: plugged-in CA, remote clusters' kubeconfig, certificates from cert-manager's istio-csr. */
const ownVolumes = (istio: IstioProps): readonly IVolume[] => [
  { name: 'local-certs', emptyDir: { medium: 'Memory' } },
  {
    name: 'istio-token',
    projected: {
      sources: [
        {
          serviceAccountToken: {
            audience: istio.certificates.tokenAudience,
            expirationSeconds: 43200,
            path: 'istio-token',
          },
        },
      ],
    },
  },
  { name: 'cacerts', secret: { secretName: 'cacerts', optional: true } },
  { name: 'istio-kubeconfig', secret: { secretName: 'istio-kubeconfig', optional: true } },
  { name: 'istio-csr-dns-cert', secret: { secretName: 'istiod-tls', optional: true } },
  { name: 'istio-csr-ca-configmap', ...rootSource(istio, isRootOptional(istio)) },
];

/** Name of the ConfigMap with the authorities that sign the servers of JWT keys. */
const jwksAuthoritiesName = (revision: Revision): string => revision.of('pilot-jwks-extra-cacerts');

const authoritiesVolume = (revision: Revision, { jwksAuthorities }: IstiodProps): readonly IVolume[] =>
  jwksAuthorities === undefined ? [] : [{ name: 'extracacerts', configMap: { name: jwksAuthoritiesName(revision) } }];

/** A pod waits for a Secret that is not optional. */
function volumes(istio: IstioProps): IVolume[] {
  const required = requiredSecrets(istio);
  return ownVolumes(istio).map(({ name, secret, ...rest }) =>
    secret?.secretName !== undefined && required.includes(secret.secretName)
      ? { name, secret: { secretName: secret.secretName } }
      : { name, ...(secret && { secret }), ...rest },
  );
}

const MOUNTS: readonly IVolumeMount[] = [
  { name: 'istio-token', mountPath: '/var/run/secrets/tokens', readOnly: true },
  { name: 'local-certs', mountPath: '/var/run/secrets/istio-dns' },
  { name: 'cacerts', mountPath: '/etc/cacerts', readOnly: true },
  { name: 'istio-kubeconfig', mountPath: '/var/run/secrets/remote', readOnly: true },
  { name: 'istio-csr-dns-cert', mountPath: '/var/run/secrets/istiod/tls', readOnly: true },
  { name: 'istio-csr-ca-configmap', mountPath: '/var/run/secrets/istiod/ca', readOnly: true },
];
