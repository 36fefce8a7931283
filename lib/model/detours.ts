import { effectiveRules } from './delegation';
import type { CallFacts, Fact, MeshFacts, SpecsByKind } from './facts';
import { callsTo } from './incoming';
import { gatewaysOf, hostKey, isForEntry } from './routes';

type VirtualService = Fact<SpecsByKind['VirtualService']>;

interface Sent {
  readonly match?:
    | readonly { readonly sourceLabels?: object | undefined; readonly sourceNamespace?: string | undefined }[]
    | undefined;
}

const anySender = ({ match = [] }: Sent): boolean =>
  match.length === 0 ||
  match.some(({ sourceLabels, sourceNamespace }) => sourceLabels === undefined && sourceNamespace === undefined);

/** Where sidecars send what is for the hosts of a route, whoever calls. */
function leadsTo(facts: MeshFacts, route: VirtualService): readonly string[] {
  const http = effectiveRules(facts, route).map(({ rule, by }) => ({ rule, namespace: by.namespace }));
  const streams = [...(route.spec.tls ?? []), ...(route.spec.tcp ?? [])].map((rule) => ({
    rule,
    namespace: route.namespace,
  }));
  return [...http, ...streams]
    .filter(({ rule }) => isForEntry(rule, 'mesh', route.namespace) && anySender(rule))
    .flatMap(({ rule, namespace }) =>
      (rule.route ?? []).map(({ destination }) => hostKey(destination?.host ?? '', namespace)),
    );
}

const hostOf = ({ callee, calleeNamespace }: CallFacts): string =>
  calleeNamespace === '' ? callee : `${callee}.${calleeNamespace}.svc`;

/** Declared calls that a route leads to another service than they name, such as the egress gateway: calls of that, too. */
export function detours(facts: MeshFacts): readonly Fact<CallFacts>[] {
  const byHost = new Map<string, readonly VirtualService[]>();
  for (const route of facts.VirtualService.filter((one) => gatewaysOf(one).includes('mesh')))
    for (const host of new Set((route.spec.hosts ?? []).map((one) => hostKey(one, route.namespace))))
      byHost.set(host, [...(byHost.get(host) ?? []), route]);
  return facts.Call.flatMap((call) =>
    (byHost.get(hostOf(call.spec)) ?? []).flatMap((route) =>
      [...new Set(leadsTo(facts, route))]
        .filter((host) => host !== hostOf(call.spec))
        .flatMap((host) => callsTo(facts, host))
        .map((callee) => {
          const caller = `${call.spec.caller} (route ${route.name})`;
          return { ...call, path: route.path, spec: { ...call.spec, ...callee, caller } };
        }),
    ),
  );
}
