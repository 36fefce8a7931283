import { entriesByHost, rulesFor, servicesByHost } from '../../../model/hosts/known';
import { hostKey } from '../../../model/hosts/names';
import type { Mesh, SpecsByKind, Written } from '../../../model/mesh';
import { layerOf, layerOfProtocol } from '../../../model/protocols';
import { destinationsOf, ruleName } from '../../../model/routes/routes';
import { TRAFFIC } from '../../../problems/mesh/traffic';
import type { At, Finding, Rule } from '../../rule';

/** Where a rule on HTTP leads. */
interface Lead {
  readonly place: string;
  readonly at: At;
  readonly rule: string;
  readonly host: string;
  readonly key: string;
  readonly port: number | undefined;
}

const ofVirtualService = (route: Written<SpecsByKind['VirtualService']>): readonly Lead[] =>
  destinationsOf(route)
    .filter(({ kind }) => kind === 'http')
    .map(({ rule, destination }) => ({
      place: route.place,
      at: [destination],
      rule,
      host: destination.host,
      key: hostKey(destination.host, route.namespace),
      port: destination.port?.number,
    }));

const ofHttpRoute = ({ place, namespace, spec }: Written<SpecsByKind['HTTPRoute']>): readonly Lead[] =>
  (spec.rules ?? []).flatMap(({ name: own, backendRefs = [] }, i) =>
    backendRefs.map((backend) => ({
      place,
      at: [backend],
      rule: ruleName('rules', i, own),
      host: backend.name,
      key: hostKey(backend.name, backend.namespace ?? namespace),
      port: backend.port,
    })),
  );

/** The protocol layer of a port of a Service or a host outside. */
function layers(mesh: Mesh): (lead: Lead) => readonly [port: number, layer: string | undefined] | undefined {
  const services = servicesByHost(mesh);
  const entries = entriesByHost(mesh);
  return ({ key, port }) => {
    const ports = services.get(key)?.spec.ports ?? [];
    const outside = entries.get(key)?.spec.ports ?? [];
    const meant = ports.find((one) => one.port === (port ?? ports[0]?.port));
    const entry = outside.find((one) => one.number === (port ?? outside[0]?.number));
    if (meant !== undefined) return [meant.port, layerOf(meant)];
    return entry && [entry.number, layerOfProtocol(entry.protocol)];
  };
}

/** Callers begin TLS to the port by themselves, so that a rule on HTTP may lead there. */
const originates = (mesh: Mesh, { key }: Lead, number: number): boolean =>
  rulesFor(mesh, key).some(({ spec: { trafficPolicy } }) => {
    const own = trafficPolicy?.portLevelSettings?.find(({ port }) => port?.number === number);
    const mode = (own ?? trafficPolicy)?.tls?.mode;
    return mode === 'SIMPLE' || mode === 'MUTUAL';
  });

export const httpOnTcp: Rule = {
  name: 'http-on-tcp',
  codes: ['MESH329'],
  severity: 'error',
  about: 'a rule that acts on HTTP goes to a port that speaks HTTP',
  reads: ['VirtualService', 'HTTPRoute', 'Service', 'ServiceEntry', 'DestinationRule'],
  find: (mesh) => {
    const layer = layers(mesh);
    const leads = [...mesh.VirtualService.flatMap(ofVirtualService), ...mesh.HTTPRoute.flatMap(ofHttpRoute)];
    return leads.flatMap((lead): readonly Finding[] => {
      const [port, spoken] = layer(lead) ?? [0, undefined];
      if (spoken === undefined || spoken === 'http' || (spoken === 'tls' && originates(mesh, lead, port))) return [];
      return [
        {
          place: lead.place,
          at: lead.at,
          problem: TRAFFIC.httpOnTcp(lead.rule, lead.host, port, spoken.toUpperCase()),
        },
      ];
    });
  },
};
