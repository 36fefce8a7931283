import { hostKey } from '../../model/hosts/names';
import type { Mesh } from '../../model/mesh';
import { destinationsOf, gatewaysOf } from '../../model/routes/routes';
import { ADVICE } from '../../problems/istio/advice';
import type { Finding, Rule } from '../rule';

type Destination = Mesh['DestinationRule'][number];
type Tls = NonNullable<NonNullable<Destination['spec']['trafficPolicy']>['tls']>;

/** TLS to a server whose certificate nothing here says how to judge. */
const isUnjudged = (tls: Tls | undefined, { spec, namespace }: Destination, byGateways: ReadonlySet<string>): boolean =>
  (tls?.mode === 'SIMPLE' || tls?.mode === 'MUTUAL') &&
  !tls.caCertificates &&
  !(tls.credentialName && (spec.workloadSelector !== undefined || byGateways.has(hostKey(spec.host, namespace))));

/** Hosts that routes of gateways lead to, whose proxies read credentials. */
const behindGateways = ({ VirtualService }: Mesh): ReadonlySet<string> =>
  new Set(
    VirtualService.filter((route) => gatewaysOf(route).some((name) => name !== 'mesh')).flatMap((route) =>
      destinationsOf(route).map(({ destination }) => hostKey(destination.host, route.namespace)),
    ),
  );

/** A credential without a workload selector: gateways read it, and sidecars then speak plain text. */
const isPlainText = (tls: Tls | undefined, { spec }: Destination): boolean =>
  Boolean(tls?.credentialName) && spec.workloadSelector === undefined;

export const serversAreJudged: Rule = {
  name: 'servers-are-judged',
  codes: ['IST0128', 'IST0129'],
  severity: 'warning',
  about: "TLS to a server says by which authority its certificate is judged, and the caller's proxy can read it",
  reads: ['DestinationRule', 'VirtualService'],
  find: (mesh) => {
    const byGateways = behindGateways(mesh);
    return mesh.DestinationRule.flatMap((rule): readonly Finding[] => {
      const { place, spec } = rule;
      const { tls, portLevelSettings = [] } = spec.trafficPolicy ?? {};
      return [
        ...(isUnjudged(tls, rule, byGateways)
          ? [
              {
                place,
                at: ['spec', 'trafficPolicy', 'tls'],
                problem: ADVICE.unjudgedServer(spec.host, isPlainText(tls, rule)),
              },
            ]
          : []),
        ...portLevelSettings
          .filter((one) => isUnjudged(one.tls, rule, byGateways))
          .map(({ port, tls: own }) => ({
            place,
            at: [own ?? 'spec'],
            problem: ADVICE.unjudgedPort(`${spec.host}:${port?.number ?? '*'}`, isPlainText(own, rule)),
          })),
      ];
    });
  },
};
