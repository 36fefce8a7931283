import { expect, test } from '@jest/globals';
import { load } from 'js-yaml';
import { synth } from '../../../test/synth';
import { PROFILES } from '../../istio/profiles';
import { Revision } from '../../istio/revisions/revision';
import { Addons } from '../addons';
import { service } from '../parts/objects';
import { planAddons } from '../plan';
import { checkTelemetry } from '../rules/check-telemetry';
import type { PrometheusProps } from './props';
import type { AlertRule, RuleGroup } from './rules/model';
import type { Objective } from './rules/slo';

const place = { revision: new Revision(PROFILES.demo), namespace: 'istio-system', clusterDomain: 'cluster.local' };
const withPrometheus = (prometheus: PrometheusProps) =>
  synth((chart) => new Addons(chart, 'Addons', planAddons({ prometheus, grafana: {}, kiali: {} }, place)));
const config = (props: PrometheusProps) => withPrometheus(props)['ConfigMap/prometheus'].data;
const shop: Objective = { service: 'cart', namespace: 'shop', percent: 99.9 };

test('a retention is a duration of Prometheus', () => {
  expect(() => withPrometheus({ retention: '2 weeks' })).toThrow(
    'MESH506 [test/Addons/prometheus] retention "2 weeks" is no duration of Prometheus',
  );
  expect(() => withPrometheus({ retention: '' })).toThrow('MESH506');
  expect(() => withPrometheus({ retentionSize: '20Gi' })).toThrow('MESH509');
  const [server] = withPrometheus({ retention: '1w2d', retentionSize: '20GB' })['Deployment/prometheus'].spec.template
    .spec.containers;
  expect(server.args).toEqual(
    expect.arrayContaining(['--storage.tsdb.retention.time=1w2d', '--storage.tsdb.retention.size=20GB']),
  );
});

test('an objective of 100 % or below 0 is refused', () => {
  expect(() => withPrometheus({ objectives: [{ ...shop, percent: 100 }] })).toThrow(
    'MESH510 [test/Addons/prometheus] objective shop/cart-availability promises 100 %; promise 0 % or more and less than 100 %',
  );
  expect(() => withPrometheus({ objectives: [{ ...shop, percent: -1 }] })).toThrow('MESH510');
  expect(() => withPrometheus({ objectives: [shop] })).not.toThrow();
});

test('an objective is measurable and declared once', () => {
  const within = (ms: number) => ({ ...shop, withinMs: ms }) as Objective;
  expect(() => withPrometheus({ objectives: [within(300)] })).toThrow(
    'MESH511 [test/Addons/prometheus] objective shop/cart-300ms asks for answers within 300 ms',
  );
  expect(() => withPrometheus({ objectives: [shop, shop] })).toThrow('MESH512');
  expect(() => withPrometheus({ objectives: [shop, within(250)] })).not.toThrow();
});

test('an objective is about a Service that exists', () => {
  const judged = (name: string) => () =>
    synth((chart) => {
      const { wired } = planAddons({ prometheus: { objectives: [shop] } }, place);
      service(chart, 'Cart', {
        name,
        namespace: 'shop',
        selector: { app: 'cart' },
        ports: [{ name: 'http', port: 80 }],
      });
      checkTelemetry(chart, PROFILES.default, wired);
    });
  expect(judged('trolley')).toThrow(
    'MESH513 [test] objective shop/cart-availability is about cart.shop.svc.cluster.local, which is no Service',
  );
  expect(judged('cart')).not.toThrow();
});

test('an objective becomes alerts for four pairs of windows, a row of a dashboard and a way to Kiali', () => {
  const alerts = load(config({ objectives: [shop] })['alerting_rules.yml']) as { groups: RuleGroup<AlertRule>[] };
  const rules = alerts.groups[1]?.rules ?? [];
  expect(rules.map(({ labels }) => `${labels['window']} ${labels.severity}`)).toEqual([
    ...['1h page', '6h page', '1d ticket', '3d ticket'],
  ]);
  expect(rules[0]?.expr).toBe(
    'slo:broken:ratio_rate1h{slo="shop/cart-availability"} > 0.0144 and slo:broken:ratio_rate5m{slo="shop/cart-availability"} > 0.0144',
  );
  const page = 'http://localhost:20001/kiali/console/namespaces/shop/services/cart';
  expect(rules[0]?.annotations.kiali).toBe(page);
  const board = withPrometheus({ objectives: [shop] })['ConfigMap/slo-dashboard'].data;
  expect(board['slo-dashboard.json']).toContain(page);
  expect(Object.keys(withPrometheus({}))).not.toContain('ConfigMap/slo-dashboard');
});

test('alerts go to the Alertmanagers that are named', () => {
  expect(config({})['prometheus.yml']).not.toContain('alertmanagers');
  expect(config({ alertmanagers: ['alertmanager.monitoring:9093'] })['prometheus.yml']).toContain(
    'alertmanager.monitoring:9093',
  );
});
