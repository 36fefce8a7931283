import { type Block, isBlock } from '../../../kit/json';
import { message, Refused } from '../../../kit/problems';
import { readYaml } from '../../../kit/read-yaml';
import { annotationProblems } from '../../../schema/annotations';
import type { IstioProps, StringMap } from '../../props';
import { Revision } from '../../revisions/revision';
import { traits } from '../../versions';
import { rewriteProbes } from './agent/probes';
import { announceSecureMetrics, mergePrometheus } from './agent/prometheus';
import { meshProxyConfig, proxyConfigOf } from './agent/proxy-config';
import * as finish from './finish';
import { type Origin, podInput, type Surroundings } from './input';
import { followUser, jsonAnnotation, reapply, withoutInjection } from './merge/overrides';
import { strategicMerge } from './merge/strategic-merge';
import * as pods from './pod';
import { settledPod } from './settle';
import { chosenTemplates, templatePatch } from './templates';

type Pod = pods.Pod;

const merge = (pod: Pod, patch: Block): Pod => strategicMerge(pod as unknown as Block, patch) as unknown as Pod;

/** The container of a native sidecar, which the user wrote among the others, goes to the init containers. */
function asNative(pod: Pod, template: Pod): Pod {
  const proxy = pods.named(pods.containersOf(pod, 'containers'), pods.PROXY);
  const isInit = pods.named(pods.containersOf(template, 'initContainers'), pods.PROXY) !== undefined;
  if (!isInit || proxy === undefined) return pod;
  const main = pods.containersOf(pod, 'containers').filter(({ name }) => name !== pods.PROXY);
  return pods.withContainers(pods.withContainers(pod, 'containers', main), 'initContainers', [
    ...pods.containersOf(pod, 'initContainers'),
    proxy,
  ]);
}

/** Cluster and network as the pod's proxy is to report them. */
function clusterEnv({ identity }: IstioProps, pod: Pod): StringMap {
  const network = pods.labelsOf(pod)['topology.istio.io/network'] ?? identity.network;
  return {
    ...(identity.cluster === undefined ? {} : { ISTIO_META_CLUSTER_ID: identity.cluster }),
    ...(network === undefined ? {} : { ISTIO_META_NETWORK: network }),
  };
}

const JSON_ANNOTATIONS = ['sidecar.istio.io/userVolume', 'sidecar.istio.io/userVolumeMount'];

/** Injects one pod as istiod does. Source: injectPod in pkg/kube/inject/webhook.go. @throws Refused where istiod would refuse */
export function injectPod(istio: IstioProps, original: Pod, origin: Origin, around: Surroundings): Pod {
  const where = `${origin.kind}/${origin.name}`;
  const annotations = pods.annotationsOf(original);
  const problems = annotationProblems(annotations);
  if (problems.length > 0) throw new Refused(problems.map((problem) => message(problem, where)));
  for (const name of JSON_ANNOTATIONS) jsonAnnotation(original, name, where);
  const parsed = readYaml(annotations['proxy.istio.io/config'] ?? '{}');
  const own = isBlock(parsed) ? parsed : {};
  const input = podInput(istio, withoutInjection(original, where), origin, own, around);

  let template: Pod = { metadata: {}, spec: { containers: [] } };
  let pod = original;
  for (const name of chosenTemplates(istio, original)) {
    const patch = templatePatch(istio, name, input, where);
    template = merge(template, patch);
    pod = merge(asNative(pod, template), patch);
  }
  pod = reapply(pod, original, template, where);
  const isTproxy = [proxyConfigOf(istio, own)['interceptionMode'], pods.annotationsOf(pod)[MODE]].includes('TPROXY');
  pod = followUser(pod, original, isTproxy);
  return settledPod(finished(istio, pod, template, { where, own }));
}

const MODE = 'sidecar.istio.io/interceptionMode';

/** What no template can do. Source: postProcessPod. */
function finished(istio: IstioProps, merged: Pod, template: Pod, { where, own }: { where: string; own: Block }): Pod {
  const agent = Number(meshProxyConfig(istio)['statusPort']);
  const cluster = clusterEnv(istio, merged);
  let pod = finish.withClusterEnv(merged, cluster);
  pod = mergePrometheus(pod, where, istio, String(agent));
  if (traits(istio).scrapeTargets) pod = announceSecureMetrics(pod);
  pod = rewriteProbes(pod, istio.injection.rewriteAppHTTPProbe, agent);
  const network = cluster['ISTIO_META_NETWORK'];
  pod = {
    ...pod,
    metadata: {
      ...pod.metadata,
      labels: { ...pod.metadata.labels, ...(network === undefined ? {} : { 'topology.istio.io/network': network }) },
      annotations: {
        ...pod.metadata.annotations,
        'sidecar.istio.io/status': finish.status(template, new Revision(istio).name),
        ...istio.injection.injectedAnnotations,
      },
    },
  };
  const holds = proxyConfigOf(istio, own)['holdApplicationUntilProxyStarts'] === true;
  return finish.inOrder(pod, holds || istio.proxy.holdApplicationUntilProxyStarts === true);
}
