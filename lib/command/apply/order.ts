import type { Manifest } from '../../delivery/dist/manifest';

const WORKLOAD = /^(Deployment|DaemonSet|StatefulSet|Job|CronJob|Pod)$/;
/** What sends requests to what comes before it: to subsets, backends, a running istiod. */
const SENDER = /^(VirtualService|.*Route|.*WebhookConfiguration)$/;

const turnOf = ({ kind }: Manifest): number =>
  kind === 'Namespace' ? 0 : WORKLOAD.test(kind) ? 2 : SENDER.test(kind) ? 3 : 1;

/** The objects of a stage in turns: those of one turn do not need each other, and may be written at once. */
export const inTurn = <T extends Manifest>(objects: readonly T[]): readonly (readonly T[])[] =>
  [0, 1, 2, 3].map((turn) => objects.filter((object) => turnOf(object) === turn)).filter(({ length }) => length > 0);
