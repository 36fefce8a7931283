import { remembered } from '../../kit/once-per-object';
import { servicesByHost } from '../hosts/known';
import { hostKey } from '../hosts/names';
import { named, workloadsIn, workloadsWith } from '../lookup';
import type { Call, Mesh, Noted } from '../mesh';
import { podPort, type Workload } from '../workloads/workloads';
import { effectiveRules } from './delegation';
import { fullName, isForEntry } from './routes';

const account = ({ namespace, serviceAccount }: Workload): string => `${namespace}/${serviceAccount}`;

/** ServiceAccount of the pods of a Gateway of the Gateway API: Istio makes one for pods of its own. */
function accountsOf(mesh: Mesh, { name, namespace, spec }: Mesh['ApiGateway'][number]): readonly string[] {
  if (spec.addresses === undefined) return [`${namespace}/${name}-istio`];
  const services = spec.addresses.flatMap(
    ({ value = '' }) => servicesByHost(mesh).get(hostKey(value, namespace)) ?? [],
  );
  return services.flatMap((service) => workloadsIn(mesh, service.namespace, service.spec.selector).map(account));
}

interface Backends {
  readonly backendRefs?: readonly { readonly name: string; readonly namespace?: string | undefined }[] | undefined;
}

/** Requests that routes of the Gateway API bring in. */
const ofGatewayApi = (mesh: Mesh): readonly Noted<Call>[] =>
  [...mesh.HTTPRoute, ...mesh.GRPCRoute].flatMap((route) => {
    const rules: readonly Backends[] = route.spec.rules ?? [];
    const hosts = rules
      .flatMap(({ backendRefs = [] }) => backendRefs)
      .map(({ name, namespace = route.namespace }) => hostKey(name, namespace));
    return (route.spec.parentRefs ?? []).flatMap(({ kind = 'Gateway', name, namespace = route.namespace }) => {
      const gateway = kind === 'Gateway' ? named(mesh.ApiGateway, `${namespace}/${name}`) : undefined;
      return (gateway === undefined ? [] : accountsOf(mesh, gateway)).flatMap((account) =>
        [...new Set(hosts)].flatMap((host) => entry(mesh, route, { name, namespace, account }, host)),
      );
    });
  });

/** Requests that VirtualServices bring in. */
const ofIstio = (mesh: Mesh): readonly Noted<Call>[] =>
  mesh.VirtualService.flatMap((route) => {
    const listeners = (route.spec.gateways ?? []).filter((name) => name !== 'mesh');
    const rules = listeners.length === 0 ? [] : effectiveRules(mesh, route);
    return listeners.flatMap((name) => {
      const full = fullName(name, route.namespace);
      const hosts = new Set(
        rules
          .filter(({ rule }) => isForEntry(rule, full, route.namespace))
          .flatMap(({ rule, by }) =>
            (rule.route ?? []).map(({ destination }) => hostKey(destination?.host ?? '', by.namespace)),
          ),
      );
      const gateway = named(mesh.Gateway, full);
      return (gateway === undefined ? [] : workloadsWith(mesh, gateway.spec.selector)).flatMap((pods) =>
        [...hosts].flatMap((host) => entry(mesh, route, { ...pods, account: account(pods) }, host)),
      );
    });
  });

/** Pods of a gateway, as their identity. */
interface Door {
  readonly name: string;
  readonly namespace: string;
  readonly account: string;
}

/** Who is called. */
export type Called = Pick<Call, 'callee' | 'calleeNamespace' | 'pods' | 'ports'>;

/** The pods that answer for a host. */
export const callsTo = (mesh: Mesh, host: string): readonly Called[] => {
  const service = servicesByHost(mesh).get(host);
  return service?.spec.selector === undefined ? [] : [calledAs(mesh)(service)];
};

const calledAs = remembered((mesh: Mesh) =>
  remembered(({ name, namespace, spec }: Mesh['Service'][number]): Called => {
    const pods = workloadsIn(mesh, namespace, spec.selector);
    const described = pods.length > 0 ? pods : [{ portNames: new Map<string, number>() }];
    return {
      callee: name,
      calleeNamespace: namespace,
      pods: pods.map(({ labels }) => labels),
      ports: [...new Set((spec.ports ?? []).flatMap((port) => described.map((one) => podPort(one, port))))],
    };
  }),
);

const entry = (
  mesh: Mesh,
  { name, place }: { readonly name: string; readonly place: string },
  pod: Door,
  host: string,
): readonly Noted<Call>[] =>
  callsTo(mesh, host).map((called) => ({
    place,
    spec: {
      caller: `${pod.name} (route ${name})`,
      callerNamespace: pod.namespace,
      accounts: [pod.account],
      callerPods: [],
      ...called,
    },
  }));

/** Requests that routes bring in through gateways: calls of the gateways' pods. */
export const entries = (mesh: Mesh): readonly Noted<Call>[] => [...ofIstio(mesh), ...ofGatewayApi(mesh)];
