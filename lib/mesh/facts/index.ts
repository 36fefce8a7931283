import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { Gateway } from '../../gateways/gateway';
import { Istiod } from '../../istio/istiod/istiod';
import { type Fact, type Kind, type MeshFacts, NO_FACTS } from '../../model/facts';
import { selectsElsewhere } from '../services/calls';
import { Microservice } from '../services/microservice';
import { callFacts, controlPlaneFacts, gatewayFacts } from './constructs';

const KINDS: Readonly<Record<string, Kind>> = {
  'networking.istio.io/VirtualService': 'VirtualService',
  'networking.istio.io/DestinationRule': 'DestinationRule',
  'networking.istio.io/Gateway': 'Gateway',
  'networking.istio.io/ServiceEntry': 'ServiceEntry',
  'networking.istio.io/Sidecar': 'Sidecar',
  'gateway.networking.k8s.io/HTTPRoute': 'HTTPRoute',
  'gateway.networking.k8s.io/TCPRoute': 'TCPRoute',
  'gateway.networking.k8s.io/TLSRoute': 'TLSRoute',
  'gateway.networking.k8s.io/Gateway': 'ApiGateway',
  'core/Service': 'Service',
  'core/Secret': 'Secret',
  'core/Namespace': 'Namespace',
  'security.istio.io/PeerAuthentication': 'PeerAuthentication',
  'security.istio.io/AuthorizationPolicy': 'AuthorizationPolicy',
  'security.istio.io/RequestAuthentication': 'RequestAuthentication',
  'telemetry.istio.io/Telemetry': 'Telemetry',
  'networking.istio.io/EnvoyFilter': 'EnvoyFilter',
  'apps/Deployment': 'Workload',
  'apps/DaemonSet': 'Workload',
  'apps/StatefulSet': 'Workload',
};

/** The objects below a construct as plain data, as they will be written. */
export function factsOf(root: IConstruct): MeshFacts {
  const facts: Record<Kind, Fact<never>[]> = Object.assign(
    {},
    ...Object.keys(NO_FACTS).map((kind) => ({ [kind]: [] })),
  );
  for (const construct of root.node.findAll()) {
    if (construct instanceof Microservice) facts.Call.push(...(callFacts(construct) as never[]));
    if (construct instanceof Gateway) facts.GatewayPods.push(gatewayFacts(construct) as never);
    if (construct instanceof Istiod) facts.ControlPlane.push(controlPlaneFacts(construct) as never);
    if (!(construct instanceof ApiObject)) continue;
    facts.Object.push(objectFact(construct) as never);
    const kind = KINDS[`${construct.apiGroup}/${construct.kind}`];
    if (kind === undefined) continue;
    const { metadata, spec = {} } = construct.toJson();
    const { name, namespace = '', labels = {}, annotations = {} } = metadata;
    // A dry run decides nothing.
    if (annotations['istio.io/dry-run'] === 'true') continue;
    const { scope } = construct.node;
    facts[kind].push({
      path: pathOf(construct),
      name,
      namespace,
      labels,
      spec: spec as never,
      elsewhere: scope !== undefined && selectsElsewhere(scope),
    });
  }
  return facts;
}

/** A resource of a construct of ours is spoken of as that construct. */
const pathOf = ({ node }: ApiObject): string =>
  (node.id === 'Resource' ? node.scope?.node.path : undefined) ?? node.path;

const objectFact = (object: ApiObject): Fact<{ kind: string }> => ({
  path: pathOf(object),
  name: object.name,
  namespace: object.metadata.namespace ?? '',
  labels: {},
  spec: { kind: object.kind },
  elsewhere: false,
});
