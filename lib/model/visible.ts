import { type StringMap, selects } from '../kit/labels';
import { hostHolds, rulesFor } from './hosts';
import type { Mesh } from './mesh';
import { rootNamespaces } from './selectors';
import { exportedTo } from './visibility';

/** Who sees what is exported so. */
export const isExported = (exportTo: readonly string[] | undefined, own: string, to: string): boolean =>
  exportedTo(exportTo, own).some((one) => one === '*' || one === to);

interface Caller {
  readonly namespace: string;
  /** Of its pods. */
  readonly labels: StringMap;
}
interface Called {
  /** Key of the host. */
  readonly host: string;
  /** Of its Service or ServiceEntry. */
  readonly namespace: string;
}

type DestinationRule = Mesh['DestinationRule'][number];

/** DestinationRules for a host, those of the most specific host alone. */
function mostSpecific(mesh: Mesh, host: string, takes: (rule: DestinationRule) => boolean): readonly DestinationRule[] {
  const exact = rulesFor(mesh, host).filter(takes);
  if (exact.length > 0) return exact;
  const wild = mesh.DestinationRule.filter(
    (rule) => rule.spec.host.startsWith('*') && holdsKey(rule.spec.host, host) && takes(rule),
  ).sort((a, b) => b.spec.host.length - a.spec.host.length);
  return wild.filter(({ spec }) => spec.host === wild[0]?.spec.host);
}

/** A wildcard is of full names. */
const holdsKey = (wild: string, key: string): boolean =>
  hostHolds(wild, key) || hostHolds(wild, `${key}.cluster.local`);

/**
 * The DestinationRules by which a proxy reaches a host: of the first namespace that has any, its own, the service's, the mesh's.
 * Source: istio pilot/pkg/model/push_context.go, destinationRule.
 */
export function rulesOf(mesh: Mesh, { namespace, labels }: Caller, known: Called): readonly DestinationRule[] {
  const roots = rootNamespaces(mesh);
  const of = (where: readonly string[]) =>
    mostSpecific(
      mesh,
      known.host,
      (rule) =>
        where.includes(rule.namespace) &&
        (rule.namespace === namespace || isExported(rule.spec.exportTo, rule.namespace, namespace)),
    );
  const own = roots.includes(namespace) ? [] : of([namespace]);
  const found = [own, of([known.namespace]), of(roots)].find((all) => all.length > 0) ?? [];
  const picked = found.find(
    ({ spec }) =>
      spec.workloadSelector?.matchLabels !== undefined && selects(spec.workloadSelector.matchLabels, labels),
  );
  return picked === undefined ? found.filter(({ spec }) => spec.workloadSelector?.matchLabels === undefined) : [picked];
}
