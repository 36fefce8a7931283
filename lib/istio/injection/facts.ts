import type { IResourceRequirements } from 'kubernetes-models/v1/ResourceRequirements';
import type { StringMap } from '../../kit/formats/labels';
import type { IstioProps } from '../props';
import type { LogLevels } from '../proxy/container';
import type { ProxyVolume } from '../proxy/volumes';
import { DEFAULT_REVISION } from '../revisions/revision';
import { type Expression, goFunction } from './template/expression';
import {
  annotation,
  appContainers,
  asLabelValue,
  choose,
  firstOf,
  hasAnnotation,
  holds,
  is,
  isEmpty,
  isNot,
  joined,
  label,
  number,
  or,
  ownAnnotation,
  pod,
  podPorts,
  text,
} from './template/functions';
import { type Node, part, when } from './template/tree';

/** How the pod's traffic gets to the proxy: REDIRECT, TPROXY or NONE. */
export const mode = annotation('sidecar.istio.io/interceptionMode', pod('ProxyConfig.InterceptionMode')).as('mode');
export const isTproxy = is(mode, 'TPROXY').as('tproxy');

/** Whether the proxy is an init container that Kubernetes keeps running. */
export const isNative = isNot(
  firstOf(ownAnnotation('sidecar.istio.io/nativeSidecar'), text`${pod('NativeSidecars').written('bare', Boolean)}`),
  'false',
).as('native');

/** Port of the agent's health and merged metrics; 0 switches probes off. */
export const statusPort = ({ proxy }: IstioProps) =>
  annotation('status.sidecar.istio.io/port', proxy.statusPort).as('statusPort');
export const isProbed = (istio: IstioProps) => isNot(statusPort(istio), '0');

/** An image that a pod, or the mesh, names in full goes before the one that istiod puts together from registry, name, tag and variant. */
export function imageOf(
  annotated: 'sidecar.istio.io/proxyImage' | 'gateway.istio.io/agentgatewayImage',
  name: string,
  composed: Expression<string>,
  variable = 'fullImage',
): Expression<string> {
  const whole = name.includes('/') ? name : '';
  // Proxy and init container may have different ones.
  const named = annotation(annotated, whole).as(whole === '' ? 'image' : variable);
  return choose(holds('/', named), named, composed);
}
export const proxyImage = (name: string, composed: Expression<string>, variable?: string) =>
  imageOf('sidecar.istio.io/proxyImage', name, composed, variable);

/** Log levels, each with an annotation of its own. */
export const levels = ({ proxy, istiod }: IstioProps): LogLevels => ({
  proxy: annotation('sidecar.istio.io/logLevel', proxy.logLevel),
  component: annotation('sidecar.istio.io/componentLogLevel', proxy.componentLogLevel),
  agent: annotation('sidecar.istio.io/agentLogLevel', istiod.logLevel),
});

/** The name and version under which telemetry and the control plane know the workload. */
export const canonicalLabels = (): Readonly<Record<string, Expression<string>>> => ({
  'service.istio.io/canonical-name': asLabelValue(
    firstOf(
      label('service.istio.io/canonical-name'),
      label('app.kubernetes.io/name'),
      label('app'),
      pod('DeploymentMeta.Name'),
    ),
  ),
  'service.istio.io/canonical-revision': firstOf(
    label('service.istio.io/canonical-revision'),
    label('app.kubernetes.io/version'),
    label('version'),
    'latest',
  ),
});

const firstContainer = goFunction('first', (list: readonly string[]) => list[0] ?? '')(appContainers);

/** The revision that injected, and the application's container for `kubectl logs` and `kubectl exec`, unless the user names another. */
export const podAnnotations = (): Readonly<Record<string, Node<string>>> => ({
  'istio.io/rev': firstOf(pod('Revision'), DEFAULT_REVISION),
  'kubectl.kubernetes.io/default-logs-container': when(
    appContainers,
    annotation('kubectl.kubernetes.io/default-logs-container', firstContainer),
  ),
  'kubectl.kubernetes.io/default-container': when(
    appContainers,
    annotation('kubectl.kubernetes.io/default-container', firstContainer),
  ),
});

/** The pod's ports and containers, as the proxy reports them to istiod. */
export const ports = choose(isEmpty(podPorts), '[\n]', text`[\n    ${joined(podPorts, '\n    ,')}\n]`);
export const containers = joined(appContainers, ',');

/** A pod that asks for any resources of its proxy gets those alone; all others get the mesh's. */
export function resources({ proxy }: IstioProps): Node<IResourceRequirements> {
  const cpu = ownAnnotation('sidecar.istio.io/proxyCPU').as('cpu');
  const memory = ownAnnotation('sidecar.istio.io/proxyMemory').as('memory');
  const cpuLimit = ownAnnotation('sidecar.istio.io/proxyCPULimit').as('cpuLimit');
  const memoryLimit = ownAnnotation('sidecar.istio.io/proxyMemoryLimit').as('memoryLimit');
  const own = or(cpu, memory, cpuLimit, memoryLimit).as('own');
  const pair = (cpu: Expression<string>, memory: Expression<string>) =>
    when<StringMap>(or(cpu, memory), { cpu: when<string>(cpu, cpu), memory: when<string>(memory, memory) });
  return part<IResourceRequirements>('resources', {
    requests: when<StringMap>(own, pair(cpu, memory), proxy.resources.requests),
    limits: when<StringMap>(own, pair(cpuLimit, memoryLimit), proxy.resources.limits),
  });
}

/** How the kubelet asks whether Envoy is ready; a pod may be more patient. */
export const readiness = ({ proxy }: IstioProps) => ({
  initialDelaySeconds: number(
    annotation('readiness.status.sidecar.istio.io/initialDelaySeconds', proxy.readiness.initialDelaySeconds),
  ),
  periodSeconds: number(annotation('readiness.status.sidecar.istio.io/periodSeconds', proxy.readiness.periodSeconds)),
  timeoutSeconds: 3,
  failureThreshold: number(
    annotation('readiness.status.sidecar.istio.io/failureThreshold', proxy.readiness.failureThreshold),
  ),
});

/** Whether the user brings a bootstrap configuration for Envoy. */
export const hasBootstrap = hasAnnotation('sidecar.istio.io/bootstrapOverride').as('bootstrap');

/** That configuration, from the ConfigMap that the annotation names. */
export const bootstrapVolume: ProxyVolume = {
  name: 'custom-bootstrap-volume',
  mountPath: '/etc/istio/custom-bootstrap',
  source: { configMap: { name: ownAnnotation('sidecar.istio.io/bootstrapOverride') } },
  only: hasBootstrap,
};

/** The Secret with the certificate of the pod's service account. */
export const accountSecret = text`istio.${firstOf(pod('Spec.ServiceAccountName'), 'default')}`;
