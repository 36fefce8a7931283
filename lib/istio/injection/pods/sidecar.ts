import type { IContainer } from 'kubernetes-models/v1/Container';
import type { ILifecycle } from 'kubernetes-models/v1/Lifecycle';
import type { IPodTemplateSpec } from 'kubernetes-models/v1/PodTemplateSpec';
import type { IProbe } from 'kubernetes-models/v1/Probe';
import type { ISecurityContext } from 'kubernetes-models/v1/SecurityContext';
import { pullSecrets } from '../../parts/image';
import type { IstioProps, StringMap } from '../../props';
import { envoyContainer, PROXY_PORTS, READY } from '../../proxy/container';
import { complianceEnv } from '../../proxy/env';
import * as disk from '../../proxy/volumes';
import * as facts from '../facts';
import { goFunction } from '../template/expression';
import { and, annotation, choose, firstOf, is, isNot, label, not, number, or, pod, text } from '../template/functions';
import { continued, either, type Node, noted, when } from '../template/tree';
import { cniAnnotations } from './cni';
import { otelAttributes } from './otel';
import { legacyProbes, podProxyEnv, podVolumes } from './pod-parts';
import { redirector } from './sidecar-init';
import { userMounts, userVolumes } from './user-volumes';

const metadata = goFunction('index', (map: StringMap, key: string) => map[key] ?? '');
const proxyMetadata = pod('ProxyConfig.ProxyMetadata');

/** The template of every pod with an Envoy of its own. Istio: files/injection-template.yaml. */
export function sidecar(istio: IstioProps): Node<IPodTemplateSpec> {
  const redirects = isNot(facts.mode, 'NONE');
  return {
    metadata: {
      labels: {
        'security.istio.io/tlsMode': firstOf(label('security.istio.io/tlsMode'), 'istio'),
        'networking.istio.io/tunnel': when(
          is(metadata(proxyMetadata, 'ISTIO_META_ENABLE_HBONE'), 'true'),
          firstOf(label('networking.istio.io/tunnel'), 'http'),
        ),
        ...facts.canonicalLabels(),
      },
      annotations: { ...(facts.podAnnotations() as object), ...cniAnnotations(istio) },
    },
    spec: {
      initContainers: when<readonly IContainer[]>(or(redirects, facts.isNative), [when(redirects, redirector(istio))]),
      // Kubernetes keeps it running until after the last container.
      containers: noted<readonly IContainer[]>(
        'a native sidecar is one more init container',
        continued<readonly IContainer[]>(facts.isNative, [proxyContainer(istio)]),
      ),
      volumes: [...disk.volumes(proxyVolumes(istio)), userVolumes],
      imagePullSecrets: pullSecrets(istio.image),
    },
  };
}

const proxyVolumes = (istio: IstioProps): readonly disk.ProxyVolume[] => podVolumes(istio, disk.revocationLists(istio));

function proxyContainer(istio: IstioProps): Node<IContainer> {
  const { proxy } = istio;
  const probed = facts.isProbed(istio);
  return envoyContainer(istio, {
    role: 'sidecar',
    logsOutliers: true,
    image: facts.proxyImage(proxy.image, pod('ProxyImage')),
    restartPolicy: when(facts.isNative, 'Always'),
    ports: [PROXY_PORTS.envoyMetrics],
    levels: facts.levels(istio),
    lifecycle: lifecycle(istio),
    env: [
      ...legacyProbes(istio),
      ...podProxyEnv(istio, {
        compliance: complianceEnv(istio),
        attributes: otelAttributes(istio),
        mode: facts.mode,
        workload: firstOf(label('service.istio.io/workload-name'), pod('DeploymentMeta.Name')).as('workload'),
      }),
    ],
    startupProbe: proxy.startup.enabled
      ? when<IProbe>(probed, {
          httpGet: READY,
          periodSeconds: 1,
          timeoutSeconds: 3,
          failureThreshold: proxy.startup.failureThreshold,
        })
      : undefined,
    readinessProbe: when<IProbe>(probed, { httpGet: READY, ...facts.readiness(istio) }),
    securityContext: securityContext(istio),
    resources: noted('a pod that names any has those alone', facts.resources(istio)),
    volumeMounts: [...disk.mounts(proxyVolumes(istio)), userMounts],
  });
}

/** The mesh's own hooks go before all; a native sidecar drains when the pod stops, any other may hold the application back. */
function lifecycle(istio: IstioProps): Node<ILifecycle> | undefined {
  const { lifecycle, holdApplicationUntilProxyStarts } = istio.proxy;
  if (lifecycle !== undefined) return lifecycle;
  const hold: Node<ILifecycle> = { postStart: { exec: { command: ['pilot-agent', 'wait'] } } };
  const drain = ['pilot-agent', 'request', text`--debug-port=${facts.statusPort(istio)}`, 'POST', 'drain'];
  return when<ILifecycle>(
    facts.isNative,
    { preStop: { exec: { command: drain } } },
    either<ILifecycle>(
      holdApplicationUntilProxyStarts ? true : pod('ProxyConfig.HoldApplicationUntilProxyStarts.GetValue'),
      hold,
    ),
  );
}

function securityContext({ proxy }: IstioProps): Node<ISecurityContext> {
  const traces = is(metadata(proxyMetadata, 'IPTABLES_TRACE_LOGGING'), 'true').as('traces');
  const lowPorts = is(annotation('sidecar.istio.io/capNetBindService', proxy.capNetBindService ?? false), 'true').as(
    'lowPorts',
  );
  const root = or(facts.isTproxy, lowPorts, traces).as('root');
  const privileged = proxy.privileged ? true : traces.written('bare', Boolean);
  return {
    allowPrivilegeEscalation: privileged,
    capabilities: {
      add: when<readonly string[]>(root, [
        when(or(facts.isTproxy, traces), 'NET_ADMIN'),
        when(and(lowPorts, not(traces)), 'NET_BIND_SERVICE'),
      ]),
      drop: ['ALL'],
    },
    privileged,
    readOnlyRootFilesystem: true,
    runAsGroup: number(choose(root, 1337, pod('ProxyGID'))),
    runAsNonRoot: not(root).written('bare', Boolean),
    runAsUser: number(choose(root, 0, pod('ProxyUID'))),
    seccompProfile: proxy.seccompProfile,
  };
}
