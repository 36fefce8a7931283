import type { Construct } from 'constructs';
import { resourceProblems, scalingProblems } from '../checks/pods/values';
import { isCidr, isDnsLabel, isPort } from '../kit/formats/formats';
import { NAMES } from '../kit/formats/names';
import { check, type Problem } from '../kit/problems';
import { GATEWAYS } from '../problems/installation/gateways';
import type { GatewayProps } from './props';

/** Everything about a gateway that can be judged from its props alone, all of it reported at once. */
export function checkGateway(scope: Construct, props: GatewayProps): void {
  check(scope, () => [
    ...(isDnsLabel(props.name) ? [] : [NAMES.object('Service', props.name)]),
    ...(props.namespace === undefined || isDnsLabel(props.namespace) ? [] : [NAMES.namespace(props.namespace)]),
    ...portProblems(props),
    ...kindProblems(props),
    ...resourceProblems('resources', props.resources),
    ...scalingProblems('gateway', props),
    ...(props.service.loadBalancerSourceRanges ?? []).flatMap((range) =>
      isCidr(range) ? [] : [GATEWAYS.sourceRange(range)],
    ),
  ]);
}

function portProblems({ service }: GatewayProps): readonly Problem[] {
  const twice = <T>(values: readonly T[]) => [...new Set(values.filter((value, i) => values.indexOf(value) !== i))];
  const nodePorts = service.ports.flatMap(({ nodePort }) => (nodePort === undefined ? [] : [nodePort]));
  return [
    ...service.ports
      .flatMap(({ port, targetPort }) => [port, targetPort ?? port])
      .flatMap((port, i, all) => (isPort(port) || all.indexOf(port) !== i ? [] : [GATEWAYS.portRange(port)])),
    ...service.ports.flatMap(({ name }) => (isDnsLabel(name) ? [] : [GATEWAYS.portName(name)])),
    ...twice(service.ports.map(({ name }) => name)).map((name) => GATEWAYS.portTwice(`name "${name}"`)),
    ...twice(service.ports.map(({ port, protocol }) => `${port}/${protocol ?? 'TCP'}`)).map((port) =>
      GATEWAYS.portTwice(port),
    ),
    ...twice(nodePorts).map((port) => GATEWAYS.portTwice(`node port ${port}`)),
    ...nodePorts.flatMap((port) => (isPort(port) ? [] : [GATEWAYS.portRange(port)])),
    ...nodePorts.flatMap((port) => (service.type === 'ClusterIP' ? [GATEWAYS.nodePortType(port)] : [])),
  ];
}

function kindProblems({ kind, form, replicas, autoscaling, ...props }: GatewayProps): readonly Problem[] {
  const { secrets, injectionTemplate } = props;
  const ofRendered = Object.entries({ secrets, injectionTemplate, runAsRoot: props.runAsRoot || undefined });
  const astray =
    form === 'rendered' ? [] : ofRendered.flatMap(([field, value]) => (value === undefined ? [] : [field]));
  const formed = astray.map((field) => GATEWAYS.renderedOnly(field));
  if (kind !== 'DaemonSet') return formed;
  return [
    ...formed,
    ...(form === 'rendered' ? [GATEWAYS.renderedDaemonSet()] : []),
    ...(replicas !== undefined || autoscaling !== undefined ? [GATEWAYS.scaledDaemonSet()] : []),
  ];
}
