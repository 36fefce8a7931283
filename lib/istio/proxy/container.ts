import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IProbe } from 'kubernetes-models/v1/Probe';
import { serviceSuffix } from '../../model/hosts/names';
import { Expression, type Operand } from '../injection/template/expression';
import { text } from '../injection/template/functions';
import type { Item, Node } from '../injection/template/tree';
import type { IstioProps, PullPolicy } from '../props';

/** What an Envoy does: beside an application, at the edge, or for a namespace's ambient workloads. */
export type ProxyRole = 'sidecar' | 'router' | 'waypoint';

/** Log levels of Envoy, of Envoy's components, and of the agent that runs it. */
export interface LogLevels {
  readonly proxy: Operand<string>;
  readonly component: Operand<string>;
  readonly agent: Operand<string>;
}

/** What tells one Envoy container from another. */
export interface EnvoyContainer
  extends Pick<
    { readonly [K in keyof IContainer]: Node<NonNullable<IContainer[K]>> | undefined },
    'image' | 'ports' | 'env' | 'volumeMounts' | 'securityContext' | 'readinessProbe'
  > {
  readonly role: ProxyRole;
  /** @default - that of all of Istio's images */
  readonly pullPolicy?: PullPolicy;
  readonly levels: LogLevels;
  /** Writes what outlier detection does, where the mesh says where to. */
  readonly logsOutliers?: true;
  /** Each log level as two arguments, as gateways that istiod makes have it. */
  readonly separateLevels?: boolean;
  /** Arguments after the domain, before the log levels. */
  readonly cluster?: readonly Item<string>[];
  readonly startupProbe?: Node<IProbe> | undefined;
  readonly resources?: Node<IContainer['resources']> | undefined;
  readonly lifecycle?: Node<IContainer['lifecycle']> | undefined;
  readonly restartPolicy?: Node<IContainer['restartPolicy']> | undefined;
}

/** Ports of the agent and Envoy. */
export const PROXY_PORTS = {
  metrics: { containerPort: 15020, name: 'metrics', protocol: 'TCP' },
  status: { containerPort: 15021, name: 'status-port', protocol: 'TCP' },
  envoyMetrics: { containerPort: 15090, name: 'http-envoy-prom', protocol: 'TCP' },
} as const;

/** Whether Envoy has its configuration. */
export const READY = { path: '/healthz/ready', port: 15021 } as const;

/** The levels that the configuration fixes. */
export const fixedLevels = ({ proxy, istiod }: IstioProps): LogLevels => ({
  proxy: proxy.logLevel,
  component: proxy.componentLogLevel,
  agent: istiod.logLevel,
});

const option = (flag: string, value: Operand<string>, separate: boolean): readonly Item<string>[] => {
  if (value === '' && !separate) return [];
  if (separate) return [flag, value];
  return [value instanceof Expression ? text`${flag}=${value}` : `${flag}=${value}`];
};

/** The one Envoy container of the project: every injected proxy and every rendered gateway is made of it. */
export function envoyContainer(istio: IstioProps, envoy: EnvoyContainer): Node<IContainer> {
  const separate = envoy.separateLevels ?? false;
  return {
    name: 'istio-proxy',
    image: envoy.image,
    imagePullPolicy: envoy.pullPolicy ?? istio.image.pullPolicy,
    restartPolicy: envoy.restartPolicy,
    ports: envoy.ports,
    args: [
      'proxy',
      envoy.role,
      '--domain',
      `$(POD_NAMESPACE)${serviceSuffix(istio.identity.clusterDomain)}`,
      ...(envoy.cluster ?? []),
      ...option('--proxyLogLevel', envoy.levels.proxy, separate),
      ...option('--proxyComponentLogLevel', envoy.levels.component, separate),
      ...option('--log_output_level', envoy.levels.agent, separate),
      ...(istio.proxy.stsPort === undefined || envoy.role === 'waypoint' ? [] : [`--stsPort=${istio.proxy.stsPort}`]),
      ...(istio.istiod.logAsJson ? ['--log_as_json'] : []),
      ...(envoy.logsOutliers && istio.proxy.outlierLogPath !== ''
        ? [`--outlierLogPath=${istio.proxy.outlierLogPath}`]
        : []),
    ],
    lifecycle: envoy.lifecycle,
    env: envoy.env,
    startupProbe: envoy.startupProbe,
    readinessProbe: envoy.readinessProbe,
    securityContext: envoy.securityContext,
    resources: envoy.resources,
    volumeMounts: envoy.volumeMounts,
  };
}

/** Probes of gateways that istiod makes. */
export const GATEWAY_PROBES = {
  startupProbe: {
    httpGet: { ...READY, scheme: 'HTTP' },
    initialDelaySeconds: 1,
    periodSeconds: 1,
    timeoutSeconds: 1,
    successThreshold: 1,
    failureThreshold: 30,
  },
  readinessProbe: {
    httpGet: { ...READY, scheme: 'HTTP' },
    periodSeconds: 15,
    timeoutSeconds: 1,
    successThreshold: 1,
    failureThreshold: 4,
  },
} as const;
