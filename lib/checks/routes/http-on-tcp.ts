import type { Fact, Finding, MeshCheck, MeshFacts, SpecsByKind } from '../../model/facts';
import {
  destinationsOf,
  entriesByHost,
  entryLayer,
  hostKey,
  layerOf,
  ruleName,
  servicesByHost,
} from '../../model/routes';
import { TRAFFIC } from '../../problems/traffic';

/** Where a rule on HTTP leads. */
interface Lead {
  readonly path: string;
  readonly rule: string;
  readonly host: string;
  readonly key: string;
  readonly port: number | undefined;
}

const ofVirtualService = (route: Fact<SpecsByKind['VirtualService']>): readonly Lead[] =>
  destinationsOf(route)
    .filter(({ kind }) => kind === 'http')
    .map(({ rule, destination: { host, port } }) => ({
      path: route.path,
      rule,
      host,
      key: hostKey(host, route.namespace),
      port: port?.number,
    }));

const ofHttpRoute = ({ path, namespace, spec }: Fact<SpecsByKind['HTTPRoute']>): readonly Lead[] =>
  (spec.rules ?? []).flatMap(({ name: own, backendRefs = [] }, i) =>
    backendRefs.map(({ name, namespace: there = namespace, port }) => ({
      path,
      rule: ruleName('rules', i, own),
      host: name,
      key: hostKey(name, there),
      port,
    })),
  );

/** The protocol layer of a port of a Service or a host outside. */
function layers(facts: MeshFacts): (lead: Lead) => readonly [port: number, layer: string | undefined] | undefined {
  const services = servicesByHost(facts);
  const entries = entriesByHost(facts);
  return ({ key, port }) => {
    const ports = services.get(key)?.spec.ports ?? [];
    const outside = entries.get(key)?.spec.ports ?? [];
    const meant = ports.find((one) => one.port === (port ?? ports[0]?.port));
    const entry = outside.find((one) => one.number === (port ?? outside[0]?.number));
    if (meant !== undefined) return [meant.port, layerOf(meant)];
    return entry && [entry.number, entryLayer(entry.protocol)];
  };
}

/** Callers begin TLS to the port by themselves, so that a rule on HTTP may lead there. */
const originates = (facts: MeshFacts, { key }: Lead, number: number): boolean =>
  facts.DestinationRule.some(({ namespace, spec: { host, trafficPolicy } }) => {
    if (hostKey(host, namespace) !== key) return false;
    const own = trafficPolicy?.portLevelSettings?.find(({ port }) => port?.number === number);
    const mode = (own ?? trafficPolicy)?.tls?.mode;
    return mode === 'SIMPLE' || mode === 'MUTUAL';
  });

/** A rule that acts on HTTP goes to a port that speaks HTTP. */
export const httpOnTcp: MeshCheck = (facts) => {
  const layer = layers(facts);
  const leads = [...facts.VirtualService.flatMap(ofVirtualService), ...facts.HTTPRoute.flatMap(ofHttpRoute)];
  return leads.flatMap((lead): readonly Finding[] => {
    const [port, spoken] = layer(lead) ?? [0, undefined];
    if (spoken === undefined || spoken === 'http' || (spoken === 'tls' && originates(facts, lead, port))) return [];
    return [{ path: lead.path, problem: TRAFFIC.httpOnTcp(lead.rule, lead.host, port, spoken.toUpperCase()) }];
  });
};
