import { selects } from '../../kit/formats/labels';
import { grouped } from '../../kit/grouped';
import type { Mesh } from '../../model/mesh';
import { address } from '../../model/object';
import { GATEWAYS } from '../../problems/installation/gateways';
import type { Rule } from '../rule';

type Gateway = Mesh['Gateway'][number];
type Server = NonNullable<Gateway['spec']['servers']>[number];

/** Protocols in plain text that share a listener. Source: istio.io/istio pkg/config/protocol, IsHTTP. */
const HTTP = ['HTTP', 'HTTP2', 'HTTP_PROXY', 'GRPC', 'GRPC-WEB'];

const LISTENERS = ['HTTP', 'TLS', 'other'] as const;
type Listener = (typeof LISTENERS)[number];

/** What a listener is made for: servers of HTTP share one, those of TLS are told apart by name, and any other is alone. */
const listener = ({ port: { protocol }, tls }: Server): Listener => {
  if (HTTP.includes(protocol.toUpperCase())) return 'HTTP';
  return tls === undefined ? 'other' : 'TLS';
};

const selectorOf = ({ spec }: Gateway) => spec.selector ?? {};
const maySharePods = (a: Gateway, b: Gateway): boolean =>
  a === b || selects(selectorOf(a), selectorOf(b)) || selects(selectorOf(b), selectorOf(a));

export const protocolsAgree: Rule = {
  name: 'protocols-agree',
  codes: ['MESH896'],
  severity: 'error',
  about: 'a port of the same pods takes HTTP, TLS, or one protocol that nobody else has there',
  reads: ['Gateway'],
  find: ({ Gateway }) => {
    const servers = Gateway.flatMap((by) => (by.spec.servers ?? []).map((server) => ({ by, server })));
    const ports = grouped(servers, ({ server: { port, bind = '' } }) => `${bind} ${port.number}`);
    return [...ports.values()].flatMap((group) => {
      // Mostly all are of one kind, and none has a rival.
      const before: Record<Listener, (typeof servers)[number][]> = { HTTP: [], TLS: [], other: [] };
      return group.flatMap((one) => {
        const { by, server } = one;
        const kind = listener(server);
        const rivals = LISTENERS.filter((other) => other !== kind || kind === 'other').flatMap(
          (other) => before[other],
        );
        before[kind].push(one);
        const other = rivals.find((rival) => maySharePods(rival.by, by));
        if (other === undefined) return [];
        const [here, there] = [server, other.server].map(({ port }) => port.protocol);
        const problem = GATEWAYS.protocols(server.port.number, String(here), address(other.by), String(there));
        return [{ place: by.place, at: [server.port, 'protocol'], other: other.by.place, problem }];
      });
    });
  },
};
