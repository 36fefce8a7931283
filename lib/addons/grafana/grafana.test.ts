import { expect, test } from '@jest/globals';
import { synth } from '../../../test/synth';
import { PROFILES } from '../../istio/profiles';
import { Revision } from '../../istio/revisions/revision';
import { Addons } from '../addons';
import { planAddons } from '../plan';
import { BOARDS, bookinfo } from './boards';
import { dashboardOf } from './dashboard';
import type { Board, Unit } from './model';
import type { GrafanaProps } from './props';

const place = { revision: new Revision(PROFILES.demo), namespace: 'istio-system', clusterDomain: 'cluster.local' };
const withGrafana = (grafana: GrafanaProps) =>
  synth((chart) => new Addons(chart, 'Addons', planAddons({ prometheus: {}, grafana }, place)));
const boards: readonly Board[] = [...Object.values(BOARDS).flat(), bookinfo];

test('the seven dashboards of the mesh are in two ConfigMaps, and one of Bookinfo where asked for', () => {
  const all = withGrafana({ boards: [bookinfo] });
  const files = ['istio-grafana-dashboards', 'istio-services-grafana-dashboards'].map((name) =>
    Object.keys(all[`ConfigMap/${name}`].data),
  );
  expect(files).toEqual([
    ['istio-performance-dashboard.json', 'pilot-dashboard.json', 'ztunnel-dashboard.json'],
    [
      ...['bookinfo-dashboard.json', 'istio-extension-dashboard.json', 'istio-mesh-dashboard.json'],
      ...['istio-service-dashboard.json', 'istio-workload-dashboard.json'],
    ],
  ]);
});

test('no ConfigMap is too large for kubectl to remember in an annotation', () => {
  const all = withGrafana({ boards: [bookinfo] });
  const sizes = Object.values(all).map((object) => JSON.stringify(object).length);
  expect(Math.max(...sizes)).toBeLessThan(262_144);
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
