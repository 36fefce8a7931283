import type { IContainerPort } from 'kubernetes-models/v1/ContainerPort';
import type { IEnvVar } from 'kubernetes-models/v1/EnvVar';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { IVolume } from 'kubernetes-models/v1/Volume';
import type { StringMap } from '../../kit/formats/labels';
import { REGISTRIES, VERSIONS } from '../../kit/versions';
import { DATA, dashboardsPath, PATHS, PROVISIONING } from './config';
import { GRAFANA, type GrafanaAuth, type GrafanaProps } from './props';

const port = (name: string, containerPort: number, protocol: 'TCP' | 'UDP' = 'TCP'): IContainerPort => ({
  name,
  containerPort,
  protocol,
});

/** Who may come in. Without passwords no administrator is created either: Grafana's own would have a known password. */
function authEnv(auth: GrafanaAuth): readonly IEnvVar[] {
  const fixed = (values: StringMap) => Object.entries(values).map(([name, value]) => ({ name, value }));
  if ('anonymous' in auth)
    return fixed({
      GF_AUTH_ANONYMOUS_ENABLED: 'true',
      GF_AUTH_ANONYMOUS_ORG_ROLE: auth.anonymous,
      GF_AUTH_BASIC_ENABLED: 'false',
      GF_SECURITY_DISABLE_INITIAL_ADMIN_CREATION: 'true',
    });
  const { adminSecret: name, userKey = 'admin-user', passwordKey = 'admin-password' } = auth;
  return [
    ...fixed({ GF_AUTH_ANONYMOUS_ENABLED: 'false' }),
    { name: 'GF_SECURITY_ADMIN_USER', valueFrom: { secretKeyRef: { name, key: userKey } } },
    { name: 'GF_SECURITY_ADMIN_PASSWORD', valueFrom: { secretKeyRef: { name, key: passwordKey } } },
  ];
}

/** Grafana with its configuration, and the dashboards of each folder from their ConfigMaps. */
export function grafanaPod(
  props: GrafanaProps,
  folders: Readonly<Record<string, readonly string[]>>,
  data: IVolume,
): IPodSpec {
  const health = { httpGet: { path: '/api/health', port: GRAFANA.port } };
  const file = (mountPath: string, subPath: string) => ({ name: 'config', mountPath, subPath });
  return {
    serviceAccountName: 'grafana',
    automountServiceAccountToken: true,
    shareProcessNamespace: false,
    enableServiceLinks: true,
    containers: [
      {
        name: 'grafana',
        image: `${REGISTRIES.dockerHub}/grafana/grafana:${VERSIONS.grafana}`,
        imagePullPolicy: 'IfNotPresent',
        securityContext: {
          allowPrivilegeEscalation: false,
          capabilities: { drop: ['ALL'] },
          seccompProfile: { type: 'RuntimeDefault' },
        },
        volumeMounts: [
          file('/etc/grafana/grafana.ini', 'grafana.ini'),
          { name: 'storage', mountPath: DATA },
          ...Object.keys(folders).map((name) => ({ name: `dashboards-${name}`, mountPath: dashboardsPath(name) })),
          file(`${PROVISIONING}/datasources/datasources.yaml`, 'datasources.yaml'),
          file(`${PROVISIONING}/dashboards/dashboardproviders.yaml`, 'dashboardproviders.yaml'),
        ],
        ports: [
          port('grafana', GRAFANA.port),
          port('gossip-tcp', 9094),
          port('gossip-udp', 9094, 'UDP'),
          port('profiling', 6060),
        ],
        env: [
          { name: 'POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
          ...Object.entries(PATHS).map(([name, value]) => ({ name, value })),
          ...authEnv(props.auth ?? GRAFANA.auth),
        ],
        livenessProbe: { ...health, failureThreshold: 10, initialDelaySeconds: 60, timeoutSeconds: 30 },
        readinessProbe: health,
      },
    ],
    volumes: [
      { name: 'config', configMap: { name: 'grafana' } },
      ...Object.entries(folders).map(([name, configMaps]) => ({
        name: `dashboards-${name}`,
        projected: { sources: configMaps.map((one) => ({ configMap: { name: one } })) },
      })),
      data,
    ],
  };
}
