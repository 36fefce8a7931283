import type { Mesh } from '../../model/mesh';
import { ADVICE } from '../../problems/advice';
import type { Finding, Rule } from '../rule';

type Destination = Mesh['DestinationRule'][number];
type Tls = NonNullable<NonNullable<Destination['spec']['trafficPolicy']>['tls']>;

/** TLS to a server whose certificate nothing here says how to judge. */
const isUnjudged = (tls: Tls | undefined, { spec }: Destination): boolean =>
  (tls?.mode === 'SIMPLE' || tls?.mode === 'MUTUAL') &&
  !tls.caCertificates &&
  !(tls.credentialName && spec.workloadSelector !== undefined);

/** A credential without a workload selector: gateways read it, and sidecars then speak plain text. */
const isPlainText = (tls: Tls | undefined, { spec }: Destination): boolean =>
  Boolean(tls?.credentialName) && spec.workloadSelector === undefined;

export const serversAreJudged: Rule = {
  name: 'servers-are-judged',
  codes: ['IST0128', 'IST0129'],
  severity: 'warning',
  about: "TLS to a server says by which authority its certificate is judged, and the caller's proxy can read it",
  reads: ['DestinationRule'],
  find: (mesh) =>
    mesh.DestinationRule.flatMap((rule): readonly Finding[] => {
      const { place, spec } = rule;
      const { tls, portLevelSettings = [] } = spec.trafficPolicy ?? {};
      return [
        ...(isUnjudged(tls, rule)
          ? [{ place, problem: ADVICE.unjudgedServer(spec.host, isPlainText(tls, rule)) }]
          : []),
        ...portLevelSettings
          .filter((one) => isUnjudged(one.tls, rule))
          .map(({ port, tls: own }) => ({
            place,
            problem: ADVICE.unjudgedPort(`${spec.host}:${port?.number ?? '*'}`, isPlainText(own, rule)),
          })),
      ];
    }),
};
