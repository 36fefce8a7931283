import type { Environment } from '../../installation/environment';
import { type Block, blockOf } from '../../kit/json';
import { refuse } from '../../kit/problems';
import { IMPORT } from '../../problems/commands/import';
import type { GivenGateway, Installation } from '../installation';
import { GATEWAY_CHART } from '../tables/gateway-chart';
import { PILOT } from '../tables/istiod';
import { GLOBAL, MESH } from '../tables/mesh';
import { CNI_VALUES, ZTUNNEL_VALUES } from '../tables/node-agents';
import { PROXY } from '../tables/proxy';
import type { Report, Row } from './row';
import { moved, type Path, type Source, Values } from './values';

/** The charts' own defaults, over which their profiles count, as new and older charts name them; some copy them with all else that Helm shows. */
const DEFAULTS = ['_internal_defaults_do_not_set', 'defaults'];

export const CHARTS = ['base', 'istiod', 'cni', 'ztunnel', 'gateway'] as const;
export type Chart = (typeof CHARTS)[number];

/** The values of one release of a chart. */
export interface Release {
  readonly chart: Chart;
  /** Of the release; a gateway's name unless its values say another. */
  readonly name?: string;
  readonly namespace?: string;
  readonly source: Source;
}

const firstKeys = (
  table: readonly Pick<Row<Environment>, 'values' | 'isSilent'>[],
  below?: string,
): readonly string[] => [
  ...new Set(
    table
      .filter(({ isSilent }) => !isSilent)
      .flatMap(({ values }) =>
        values.flatMap((path) => {
          const [first = '', second = ''] = path.split('.');
          return below === undefined ? [first] : first === below ? [second] : [];
        }),
      ),
  ),
];

const SHARED = ['global', 'profile', 'platform', 'compatibilityVersion', 'revision', 'ownerName'];
const PILOT_KEYS = firstKeys(PILOT, 'pilot');

/** The values that each chart has at the top. */
const KEYS: Readonly<Record<Chart, readonly string[]>> = {
  base: ['base', 'defaultRevision'],
  istiod: [
    ...new Set([
      ...PILOT_KEYS,
      ...[GLOBAL, MESH, PROXY].flatMap((table) => firstKeys(table)),
      'pilot',
      'revisionTags',
      'istiodRemote',
    ]),
  ],
  cni: ['cni', ...firstKeys(CNI_VALUES, 'cni')],
  ztunnel: [...firstKeys(ZTUNNEL_VALUES, 'ztunnel')],
  gateway: firstKeys(GATEWAY_CHART),
};

/** How many values at the top each chart has. */
export function scoresOf(value: Block): readonly { readonly chart: Chart; readonly score: number }[] {
  const inner = Object.assign({}, ...DEFAULTS.map((key) => blockOf(value[key]))) as Block;
  const keys = Object.keys({ ...inner, ...value }).filter((key) => !SHARED.includes(key));
  return CHARTS.map((chart) => ({ chart, score: keys.filter((key) => KEYS[chart].includes(key)).length }));
}

/** Some chart of Istio has a value of that name at the top. */
export const isTopLevel = (key: string): boolean => [SHARED, ...Object.values(KEYS)].some((keys) => keys.includes(key));

/** Whose values a file holds, by what only one chart has; in doubt, by the file's name. @throws MESH989 if neither tells */
export function chartOf(value: Block, file: string): Chart {
  const scores = scoresOf(value);
  const best = Math.max(...scores.map(({ score }) => score));
  const candidates = scores.filter(({ score }) => score === best && score > 0).map(({ chart }) => chart);
  const [only, ...others] = candidates;
  if (only !== undefined && others.length === 0) return only;
  const name = file.toLowerCase().split(/[\\/]/).at(-1) ?? '';
  const named = (candidates.length > 0 ? candidates : CHARTS).filter((chart) => NAMED[chart].test(name));
  return named[0] ?? refuse(file, IMPORT.whichChart(candidates));
}

/** What the name of a file or an alias says. */
export const NAMED: Readonly<Record<Chart, RegExp>> = {
  base: /base/,
  istiod: /istiod|pilot|discovery|control-?plane/,
  cni: /cni/,
  ztunnel: /ztunnel/,
  gateway: /gateway|ingress|egress/,
};

/** Values of a chart where istioctl has them. */
function asOperator({ chart, source }: Release): readonly Source[] {
  const at = (from: Path, to: Path) => moved(source, from, to);
  const keys = Object.keys(source.value);
  switch (chart) {
    case 'istiod':
      return keys.flatMap((key) => (PILOT_KEYS.includes(key) ? at([key], ['pilot', key]) : at([key], [key])));
    case 'base':
      return keys.flatMap((key) => at([key], [key]));
    case 'cni':
    case 'ztunnel': {
      const own = keys.filter((key) => ![...SHARED, chart].includes(key)).flatMap((key) => at([key], [chart, key]));
      const globals = ['hub', 'tag', 'variant', 'logAsJson'].flatMap((key) =>
        chart === 'cni' && key === 'logAsJson' ? [] : at(['global', key], [chart, key]),
      );
      const logging = chart === 'cni' ? at(['global', 'logging'], ['cni', 'logging']) : [];
      const shared = ['profile', 'platform', 'compatibilityVersion'].flatMap((key) => [
        ...at([key], [key]),
        ...at(['global', key], ['global', key]),
      ]);
      return [...globals, ...logging, ...own, ...at([chart], [chart]), ...shared];
    }
    default:
      return ['profile', 'platform'].flatMap((key) => at(['global', key], ['global', key]));
  }
}

function gatewayOf({ name, namespace, source }: Release, home: string): GivenGateway {
  const values = new Values([source]);
  const called = String(values.get('name') || name || 'istio-ingress');
  return {
    key: called.replace(/^istio-(ingress|egress)(gateway)?$/, '$1'),
    name: called,
    namespace: namespace ?? home,
    side: 'ingress',
    form: 'injected',
    values,
    labels: {},
  };
}

function withoutDefaults(release: Release, report: Report): Release {
  const given = DEFAULTS.filter((key) => key in release.source.value);
  if (given.length === 0) return release;
  const value = Object.fromEntries(Object.entries(release.source.value).filter(([key]) => !given.includes(key)));
  const why = 'they are the defaults of its chart, over which the profile counts';
  const remedy = 'nothing was lost unless you changed something there: write that one level up, and import again';
  for (const key of given) report.leave(release.source.placeOf([key]), IMPORT.left(key, why, remedy));
  return { ...release, source: { ...release.source, value } };
}

/** What tells one control plane from another; files of one release may leave it to the others. */
const MARKS: readonly ((release: Release) => unknown)[] = [
  ({ source }) => source.value['revision'],
  ({ namespace }) => namespace,
  ({ name }) => name,
];

/** Several releases of istiod are several control planes, if they differ in more than their settings: the last one is taken. */
function ofOnePlane(releases: readonly Release[], report: Report): readonly Release[] {
  const planes = releases.filter(({ chart }) => chart === 'istiod');
  const others = planes.filter((one) =>
    MARKS.some((mark) => {
      const last = planes.map(mark).findLast(Boolean);
      return Boolean(mark(one)) && mark(one) !== last;
    }),
  );
  for (const { source, name } of others) {
    const called = String(source.value['revision'] || name || 'default');
    report.leave(source.placeOf(['revision']), IMPORT.otherPlanes([called]));
  }
  return releases.filter((one) => !others.includes(one));
}

/** What releases of Istio's charts say together. */
export function chartInstallation(given: readonly Release[], report: Report): Installation {
  const releases = ofOnePlane(given, report).map((one) => withoutDefaults(one, report));
  const values = new Values(releases.flatMap(asOperator));
  const istiod = releases.find(({ chart }) => chart === 'istiod');
  const of = (chart: Chart) => releases.find((one) => one.chart === chart);
  const namespace = String(istiod?.namespace ?? values.get('global.istioNamespace') ?? 'istio-system');
  const [cni, ztunnel] = [of('cni'), of('ztunnel')];
  return {
    values,
    profile: String(values.get('profile') || values.get('global.profile') || 'default'),
    namespace,
    parts: {
      base: true,
      pilot: true,
      ...(cni && { cni: cni.namespace ?? namespace }),
      ...(ztunnel && { ztunnel: ztunnel.namespace ?? namespace }),
    },
    gateways: releases.filter(({ chart }) => chart === 'gateway').map((one) => gatewayOf(one, namespace)),
    components: {},
  };
}
