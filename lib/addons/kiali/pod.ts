import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { IVolume } from 'kubernetes-models/v1/Volume';
import { IMAGE, TIME_FORMAT } from './config';
import { PROBES } from './defaults';
import { KIALI, type KialiProps } from './props';

/** Kiali reads the key that signs its users' sessions here, when somebody has to sign in. */
const SIGNING_KEY = '/kiali-override-secrets/login-token-signing-key';

interface Mounted {
  readonly volume: IVolume;
  readonly mountPath: string;
  readonly readOnly?: true;
}

/** Certificates, secrets and remote clusters that Kiali uses where they exist. */
function mounted({ auth = KIALI.auth }: KialiProps): readonly Mounted[] {
  const secret = (name: string, secretName: string, mountPath: string): Mounted => ({
    volume: { name, secret: { secretName, optional: true } },
    mountPath,
  });
  const oidc = auth.strategy === 'openid' ? (auth.clientSecret ?? 'kiali') : 'kiali';
  return [
    { volume: { name: 'kiali-configuration', configMap: { name: 'kiali' } }, mountPath: '/kiali-configuration' },
    secret('kiali-cert', 'istio.kiali-service-account', '/kiali-cert'),
    secret('kiali-secret', oidc, '/kiali-secret'),
    {
      volume: { name: 'kiali-cabundle', configMap: { name: 'kiali-cabundle', optional: true } },
      mountPath: '/kiali-cabundle',
    },
    {
      ...secret(
        'kiali-multi-cluster-secret',
        'kiali-multi-cluster-secret',
        '/kiali-remote-cluster-secrets/kiali-multi-cluster-secret',
      ),
      readOnly: true,
    },
    ...(auth.strategy === 'anonymous'
      ? []
      : [
          {
            volume: {
              name: 'login-token-signing-key',
              secret: {
                secretName: auth.signingKey.secret,
                items: [{ key: auth.signingKey.key, path: 'value.txt' }],
              },
            },
            mountPath: SIGNING_KEY,
            readOnly: true as const,
          },
        ]),
  ];
}

export function kialiPod(props: KialiProps): IPodSpec {
  const volumes = mounted(props);
  const health = { httpGet: { path: `${KIALI.webRoot}/healthz`, port: 'api-port', scheme: 'HTTP' as const } };
  return {
    serviceAccountName: 'kiali',
    containers: [
      {
        name: 'kiali',
        image: `${IMAGE.name}:${IMAGE.tag}`,
        imagePullPolicy: 'IfNotPresent',
        command: ['/opt/kiali/kiali', '-config', '/kiali-configuration/config.yaml'],
        terminationMessagePolicy: 'FallbackToLogsOnError',
        securityContext: {
          allowPrivilegeEscalation: false,
          privileged: false,
          readOnlyRootFilesystem: true,
          runAsNonRoot: true,
          seccompProfile: { type: 'RuntimeDefault' },
          capabilities: { drop: ['ALL'] },
        },
        ports: [
          { name: 'api-port', containerPort: KIALI.port, protocol: 'TCP' },
          { name: 'http-metrics', containerPort: KIALI.metricsPort, protocol: 'TCP' },
        ],
        readinessProbe: { ...health, ...PROBES.readiness },
        livenessProbe: { ...health, ...PROBES.liveness },
        startupProbe: { ...health, ...PROBES.startup },
        env: [
          { name: 'ACTIVE_NAMESPACE', valueFrom: { fieldRef: { fieldPath: 'metadata.namespace' } } },
          { name: 'LOG_LEVEL', value: props.logLevel ?? KIALI.logLevel },
          { name: 'LOG_FORMAT', value: 'text' },
          { name: 'LOG_TIME_FIELD_FORMAT', value: TIME_FORMAT },
          { name: 'LOG_SAMPLER_RATE', value: '1' },
        ],
        volumeMounts: volumes.map(({ volume: { name }, mountPath, readOnly }) => ({
          name,
          mountPath,
          ...(readOnly === undefined ? {} : { readOnly }),
        })),
      },
    ],
    volumes: volumes.map(({ volume }) => volume),
  };
}
