import { describe, expect, test } from '@jest/globals';
import { synth } from '../../../test/synth';
import { PROFILES } from '../../istio/profiles';
import { Revision } from '../../istio/revisions/revision';
import type { StringMap } from '../../kit/formats/labels';
import { Addons } from '../addons';
import { planAddons } from '../plan';
import type { Wired } from '../types';
import { BOARDS, bookinfo, printed } from './boards';
import { sloBoards } from './boards/slo';
import { dashboardOf } from './dashboard';
import type { Board, Unit } from './model';
import type { GrafanaProps } from './props';

const place = { revision: new Revision(PROFILES.demo), namespace: 'istio-system', clusterDomain: 'cluster.local' };
const withGrafana = (grafana: GrafanaProps) =>
  synth((chart) => new Addons(chart, 'Addons', planAddons({ prometheus: {}, grafana }, place)));
/** What the tests read of a panel. */
interface Drawn {
  readonly type: string;
  readonly title?: string;
  readonly transformations?: readonly { id: string; options: { renameByName?: StringMap } }[];
  readonly targets?: readonly { readonly refId: string; readonly expr: string }[];
  readonly fieldConfig?: {
    readonly defaults?: { readonly thresholds?: { readonly steps: readonly object[] } };
    readonly overrides?: readonly { readonly matcher: { readonly options: unknown } }[];
  };
}

const boards: readonly Board[] = [...Object.values(BOARDS).flat(), bookinfo];

const configMaps = (all: ReturnType<typeof withGrafana>) =>
  Object.values(all).filter(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name.endsWith('-dashboard'));

test('every dashboard is in a ConfigMap of its own, which the pod mounts; one of Bookinfo where asked for', () => {
  const all = withGrafana({ boards: [bookinfo] });
  const names = configMaps(all).map(({ metadata }) => metadata.name);
  expect(names.toSorted()).toEqual(boards.map(({ file }) => file).toSorted());
  const { volumes } = all['Deployment/grafana'].spec.template.spec;
  const mounted = volumes.flatMap(({ projected }: { projected?: { sources: { configMap: { name: string } }[] } }) =>
    (projected?.sources ?? []).map(({ configMap }) => configMap.name),
  );
  expect(mounted).toEqual(names);
  for (const { metadata, data } of configMaps(all)) expect(Object.keys(data)).toEqual([`${metadata.name}.json`]);
});

test('no ConfigMap is too large for kubectl to remember in an annotation', () => {
  const sizes = Object.values(withGrafana({ boards: [bookinfo] })).map((object) => JSON.stringify(object).length);
  expect(Math.max(...sizes)).toBeLessThan(262_144);
});

test('a change of a panel is a few lines of one file', () => {
  const [row, ...rest] = bookinfo.rows;
  if (row === undefined) throw new Error('no rows');
  const panels = row.panels.map((panel) => ({
    ...panel,
    title: `${panel.title}!`,
    unit: 'ms' as const,
    help: 'Other.',
  }));
  const other: Board = { ...bookinfo, rows: [{ ...row, panels }, ...rest] };
  const lines = (board: Board) => printed(board).split('\n');
  const before = new Set(lines(bookinfo));
  const changed = lines(other).filter((line) => !before.has(line));
  expect(changed.length).toBeGreaterThan(0);
  expect(changed.length / panels.length).toBeLessThan(8);
});

describe('what a person sees', () => {
  const panels = boards.flatMap((board) =>
    board.rows.flatMap(({ panels: own }) => own.map((panel) => ({ board, panel }))),
  );
  const built = boards.map((board) => dashboardOf(board));
  const all = built.flatMap(({ panels: own = [] }) => own) as unknown as readonly Drawn[];

  test('every panel says what it shows', () => {
    expect(
      panels.filter(({ panel: { help } }) => !/^[A-Z0-9*].*\.$/s.test(help ?? '')).map(({ panel }) => panel.title),
    ).toEqual([]);
  });

  test('boards share a crosshair and lead to each other', () => {
    for (const { graphTooltip, links, tags } of built) {
      expect(graphTooltip).toBe(1);
      expect(links).toEqual([expect.objectContaining({ type: 'dashboards', tags, keepTime: true, includeVars: true })]);
    }
  });

  test('the columns of tables are named, with units and links', () => {
    const tables = all.filter(({ type }) => type === 'table');
    expect(tables.length).toBeGreaterThan(2);
    for (const { transformations = [], targets = [] } of tables) {
      const { renameByName = {} } = transformations.find(({ id }) => id === 'organize')?.options ?? {};
      const labels = /by \(([^)]*)\)/.exec(targets[0]?.expr ?? '')?.[1]?.split(', ') ?? [];
      const values = targets.length === 1 ? ['Value'] : targets.map(({ refId }) => `Value #${refId}`);
      for (const name of [...labels, ...values]) expect(renameByName[name]).toMatch(/^[A-Z]/);
    }
  });

  test('what is bad is red: errors, a budget that is used up, a certificate that ends', () => {
    const slo = sloBoards({
      ...{ place, metrics: { objectives: [{ service: 'a', namespace: 'b', percent: 99.5 }] } },
    } as unknown as Wired);
    const own = slo.flatMap((board) => dashboardOf(board).panels ?? []) as unknown as readonly Drawn[];
    const stepsOf = (title: string) =>
      [...all, ...own].find((panel) => panel.title === title)?.fieldConfig?.defaults?.thresholds?.steps;
    expect(stepsOf('Budget left')?.[0]).toMatchObject({ color: 'red' });
    expect(stepsOf('5xx')?.at(-1)).toMatchObject({ color: 'red' });
    expect(stepsOf('Root certificate holds')?.[0]).toMatchObject({ color: 'red' });
    const codes = all.find(({ title }) => title === 'Requests by response code')?.fieldConfig?.overrides;
    expect(codes?.map(({ matcher: { options } }) => options)).toEqual(['/ 4\\d\\d$/', '/ (5\\d\\d|0)$/']);
  });
});

test.each(boards.map((board) => [board.file, board] as const))(
  '%s is laid out without gaps or overlaps',
  (_, board) => {
    const panels = dashboardOf(board).panels ?? [];
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
    const cells = panels.flatMap(({ gridPos: { x = 0, y = 0, w = 0, h = 0 } = {} }) =>
      Array.from({ length: w * h }, (_, i) => `${x + (i % w)},${y + Math.floor(i / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(cells.every((cell) => Number(cell.split(',')[0]) < 24)).toBe(true);
  },
);

test('dashboards have addresses of their own', () => {
  expect(new Set(boards.map(({ uid }) => uid)).size).toBe(boards.length);
  expect(new Set(boards.map(({ title }) => title)).size).toBe(boards.length);
});

test('an unknown unit is refused', () => {
  const board = (unit: string): Board => ({
    ...{ file: 'mine', uid: 'mine', title: 'Mine', purpose: 'A test.' },
    rows: [
      { title: 'Row', panels: [{ title: 'Speed', draw: 'graph', unit: unit as Unit, queries: [{ expr: 'up' }] }] },
    ],
  });
  expect(() => dashboardOf(board('furlongs'))).toThrow(
    'MESH508 [mine/Speed] "furlongs" is no unit of Grafana; use one of its identifiers',
  );
  expect(dashboardOf(board('reqps')).panels?.[1]?.title).toBe('Speed');
});
