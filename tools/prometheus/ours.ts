import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { load } from 'js-yaml';
import { MeshApp } from '../../lib/checks/judge/mesh-app';
import { demo } from '../../lib/environments/demo';
import { MeshEnvironment } from '../../lib/installation/installation';

interface ConfigMap {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data: Readonly<Record<string, string>>;
}

/** The ConfigMaps of environment `demo`, as they are applied. */
function configMaps(): ReadonlyMap<string, ConfigMap['data']> {
  const app = new MeshApp();
  new MeshEnvironment(app, demo);
  const objects: readonly ConfigMap[] = [...app.objects().values()].flat().map((object) => object.toJson());
  return new Map(objects.filter(({ kind }) => kind === 'ConfigMap').map(({ metadata, data }) => [metadata.name, data]));
}

const all = configMaps();
const files = (name: string) => Object.entries(all.get(name) ?? {});

/** The files of Prometheus' ConfigMap. */
export const prometheusFiles = Object.fromEntries(files('prometheus'));

export const dashboards: readonly Dashboard[] = [...all.keys()]
  .filter((name) => name.endsWith('-dashboard'))
  .flatMap(files)
  .map(([, text]) => JSON.parse(text) as Dashboard);

interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
}

export const rules: readonly Rule[] = ['recording_rules.yml', 'alerting_rules.yml'].flatMap((file) => {
  const { groups } = load(prometheusFiles[file] ?? '') as { groups: { rules: Rule[] }[] };
  return groups.flatMap((group) => group.rules);
});

/** What a reader of a dashboard chose. */
const CHOICES: Readonly<Record<string, string>> = {
  $__rate_interval: '20s',
  $service: 'reviews.bookinfo.svc.cluster.local',
  $namespace: 'bookinfo',
  $workload: 'reviews-v1',
  $qrep: 'source|destination|waypoint',
  $gateway: '.*',
};

/** A query with the choices put in; a choice of all is any value. */
const chosen = (expr: string): string => expr.replace(/\$\w+/g, (name) => CHOICES[name] ?? '.*');

interface Target {
  readonly expr?: string;
}

/** Every query of every dashboard, those of panels and those that offer choices. */
export const queries: readonly (readonly [where: string, expr: string])[] = dashboards.flatMap((board) => [
  ...(board.panels ?? []).flatMap((panel) =>
    ('targets' in panel ? (panel.targets ?? []) : []).flatMap((target) => {
      const { expr } = target as Target;
      return expr === undefined ? [] : [[`${board.title}: ${panel.title}`, chosen(expr)] as const];
    }),
  ),
  ...(board.templating?.list ?? []).flatMap(({ name, query }) => {
    const text = typeof query === 'object' ? String(query['query']) : '';
    const inner = /^query_result\((.*)\)$/s.exec(text)?.[1];
    return inner === undefined ? [] : [[`${board.title}: choice of ${name}`, chosen(inner)] as const];
  }),
]);
