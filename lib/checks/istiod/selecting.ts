import type { StringMap } from '../../kit/formats/labels';
import type { Kind, Mesh, Written } from '../../model/mesh';
import { RULED } from '../../problems/istio/istiod-policies';
import type { At, Rule } from '../rule';

interface Target {
  readonly group?: string | undefined;
  readonly kind?: string | undefined;
  readonly name?: string | undefined;
  readonly namespace?: string | undefined;
}
interface Selecting {
  readonly selector?: { readonly matchLabels?: StringMap | undefined } | undefined;
  readonly workloadSelector?:
    | {
        readonly labels?: StringMap | undefined;
        readonly matchLabels?: StringMap | undefined;
      }
    | undefined;
  readonly targetRef?: Target | undefined;
  readonly targetRefs?: readonly Target[] | undefined;
}

const KINDS = [
  ...(['AuthorizationPolicy', 'RequestAuthentication', 'PeerAuthentication', 'Telemetry', 'WasmPlugin'] as const),
  ...(['TrafficExtension', 'EnvoyFilter', 'ProxyConfig', 'DestinationRule', 'ServiceEntry', 'Sidecar'] as const),
] satisfies readonly Kind[];

const rule = (
  name: string,
  code: string,
  about: string,
  problems: (spec: Selecting) => readonly (readonly [why: string, at: At])[],
  say: (why: string) => ReturnType<typeof RULED.selector>,
): Rule => ({
  name,
  codes: [code],
  severity: 'error',
  about,
  reads: KINDS,
  find: (mesh: Mesh) =>
    KINDS.flatMap((kind) =>
      (mesh[kind] as readonly Written<Selecting>[]).flatMap(({ place, spec }) =>
        problems(spec).map(([why, at]) => ({ place, at, problem: say(why) })),
      ),
    ),
});

const selectors = rule(
  'selectors-are-labels',
  'MESH973',
  'a selector names labels, without wildcards, and is not beside targetRefs',
  ({ selector, workloadSelector, targetRef, targetRefs = [] }) => {
    const labels = Object.entries({
      ...selector?.matchLabels,
      ...workloadSelector?.labels,
      ...workloadSelector?.matchLabels,
    });
    const ways = [selector ?? workloadSelector, targetRef, targetRefs.length > 0 ? targetRefs : undefined].filter(
      (one) => one !== undefined,
    );
    const at: At = ['spec', selector === undefined ? 'workloadSelector' : 'selector'];
    return [
      ...labels
        .filter(([key, value]) => key === '' || `${key}${value}`.includes('*'))
        .map(([key, value]) => [`has ${JSON.stringify(`${key}=${value}`)}`, at] as const),
      ...(ways.length > 1 ? [['is beside targetRefs', at] as const] : []),
    ];
  },
  RULED.selector,
);

const GATEWAY_API = 'gateway.networking.k8s.io';
const TARGETS: Readonly<Record<string, readonly string[]>> = {
  Service: ['', 'core'],
  ServiceEntry: ['networking.istio.io'],
  Gateway: [GATEWAY_API],
  GatewayClass: [GATEWAY_API],
};

const targets = rule(
  'targets-are-known',
  'MESH974',
  'a target is of a kind that Istio reads policies for, and of the same namespace',
  ({ targetRef, targetRefs = [] }) =>
    [...(targetRef ? [targetRef] : []), ...targetRefs].flatMap((target) => {
      const { group = '', kind = '', name, namespace } = target;
      return [
        ...(TARGETS[kind]?.includes(group) ? [] : [`${group}/${kind} is none that Istio reads policies for`]),
        ...(name ? [] : [`${kind} has no name`]),
        ...(namespace ? [`${kind} ${name} names a namespace`] : []),
      ].map((why) => [why, [target]] as const);
    }),
  (why) => RULED.target('reference', why),
);

export const SELECTING_RULES = [selectors, targets];
