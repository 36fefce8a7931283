import { grouped } from '../../kit/grouped';
import { remembered } from '../../kit/once-per-object';
import { calledKey } from '../hosts/known';
import { hostKey } from '../hosts/names';
import type { Call, Mesh, Noted } from '../mesh';
import { effectiveRules } from './delegation';
import { callsTo } from './incoming';
import { gatewaysOf, isForEntry } from './routes';

type VirtualService = Mesh['VirtualService'][number];

interface Sent {
  readonly match?:
    | readonly { readonly sourceLabels?: object | undefined; readonly sourceNamespace?: string | undefined }[]
    | undefined;
}

const anySender = ({ match = [] }: Sent): boolean =>
  match.length === 0 ||
  match.some(({ sourceLabels, sourceNamespace }) => sourceLabels === undefined && sourceNamespace === undefined);

/** Where sidecars send what is for the hosts of a route, whoever calls. */
function leadsTo(mesh: Mesh, route: VirtualService): readonly string[] {
  const http = effectiveRules(mesh, route).map(({ rule, by }) => ({ rule, namespace: by.namespace }));
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

/** Declared calls that a route leads to another service than they name, such as the egress gateway: calls of that, too. */
export function detours(mesh: Mesh): readonly Noted<Call>[] {
  const routes = mesh.VirtualService.filter((one) => gatewaysOf(one).includes('mesh')).flatMap((route) =>
    [...new Set((route.spec.hosts ?? []).map((one) => hostKey(one, route.namespace)))].map((host) => ({ host, route })),
  );
  const byHost = grouped(routes, ({ host }) => host);
  const leads = remembered((route: VirtualService) => [...new Set(leadsTo(mesh, route))]);
  return mesh.calls.flatMap((call) =>
    (byHost.get(calledKey(call.spec)) ?? []).flatMap(({ route }) =>
      leads(route)
        .filter((host) => host !== calledKey(call.spec))
        .flatMap((host) => callsTo(mesh, host))
        .map((callee) => {
          const caller = `${call.spec.caller} (route ${route.name})`;
          return { place: route.place, spec: { ...call.spec, ...callee, caller } };
        }),
    ),
  );
}
