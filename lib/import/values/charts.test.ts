import { describe, expect, test } from '@jest/globals';
import { run, said, written } from '../../../test/imported';
import { importCharts } from '../index';
import { type Chart, chartOf } from './charts';
import { sourceOf } from './read';
import { subchartsOf } from './umbrella';

describe("values of Istio's charts", () => {
  const release = (chart: Chart, text: string, more = {}) => ({
    chart,
    source: sourceOf(`${chart}.yaml`, text),
    ...more,
  });

  test.each<[Chart, string]>([
    ['istiod', 'autoscaleMin: 2\nglobal: { meshID: acme }'],
    ['istiod', 'pilot: { resources: {} }'],
    ['istiod', 'meshConfig: { accessLogFile: /dev/stdout }'],
    ['cni', 'cniBinDir: /opt/bin\nambient: { enabled: true }'],
    ['ztunnel', 'logLevel: debug\nterminationGracePeriodSeconds: 60'],
    ['gateway', 'service: { type: ClusterIP }\nautoscaling: { enabled: false }'],
    ['base', 'defaultRevision: stable'],
  ])('%s is known by what it alone has', (chart, text) => {
    expect(chartOf(sourceOf('values.yaml', text).value, 'values.yaml')).toBe(chart);
  });

  test('what is there twice is said: the charts own defaults, and a second control plane', () => {
    const lines = said(
      importCharts(
        [
          release('istiod', '_internal_defaults_do_not_set: { autoscaleMin: 9 }\nrevision: green\nautoscaleMin: 3', {
            name: 'istiod-green',
          }),
          release('istiod', 'revision: blue\nautoscaleMin: 2', { name: 'istiod-blue' }),
          release('istiod', '_internal_defaults_do_not_set: { autoscaleMin: 9 }\nglobal: { network: west }'),
        ],
        { source: 'values' },
      ),
    );
    expect(lines).toEqual([
      expect.stringMatching(/^MESH878 \[istiod.yaml:2\] the control plane green was left out; import each by itself/),
      expect.stringMatching(/^MESH986 \[istiod.yaml:1\] _internal_defaults_do_not_set was left out: .* one level up/),
    ]);
    expect(chartOf(sourceOf('a.yaml', '_internal_defaults_do_not_set: { autoscaleMin: 9 }').value, 'a.yaml')).toBe(
      'istiod',
    );
  });

  test('several files for one control plane are laid over each other', () => {
    const files = ['revision: blue\nautoscaleMin: 2', 'global: { network: west }'];
    const imported = importCharts(
      files.map((text) => release('istiod', text)),
      { source: 'values' },
    );
    expect(said(imported)).toEqual([]);
    expect(run(imported).istio).toMatchObject({
      revision: 'blue',
      identity: { network: 'west' },
      istiod: { autoscaling: { min: 2 } },
    });
  });

  test('one file for each release makes one environment', () => {
    const imported = importCharts(
      [
        release(
          'istiod',
          'profile: ambient\nautoscaleMin: 2\nrevision: v2\nrevisionTags: [stable]\nglobal: { hub: acme.example/istio }',
        ),
        release('cni', 'excludeNamespaces: [kube-system, infra]\nglobal: { hub: acme.example/istio }', {
          namespace: 'kube-system',
        }),
        release('ztunnel', 'env: { RUST_BACKTRACE: 0 }\nglobal: { hub: other.example/istio }'),
        release(
          'gateway',
          'labels: { istio: public }\nservice: { type: NodePort, ports: [{ name: http2, port: 80, targetPort: 80, nodePort: 30080 }] }\nautoscaling: { enabled: false }\nreplicaCount: 2\npodDisruptionBudget: { minAvailable: 1 }\n',
          { name: 'istio-public', namespace: 'edge' },
        ),
      ],
      { source: 'values' },
    );
    expect(said(imported)).toEqual([]);
    const environment = run(imported);
    expect(environment.tags).toEqual({ stable: 'v2' });
    expect(environment.istio.image).toMatchObject({ hub: 'acme.example/istio', variant: 'distroless' });
    expect(environment.istio.image.references).toEqual({
      ztunnel: expect.stringMatching('^other.example/istio/ztunnel:'),
    });
    expect(environment.cni).toMatchObject({ namespace: 'kube-system', ambient: { enabled: true } });
    const objects = written(imported);
    expect(objects['Deployment/istio-public'].spec).toMatchObject({
      replicas: 2,
      selector: { matchLabels: { app: 'istio-public', istio: 'public' } },
    });
    expect(objects['PodDisruptionBudget/istio-public'].metadata.namespace).toBe('edge');
    expect(objects['Service/istio-public'].spec.ports).toEqual([expect.objectContaining({ nodePort: 30080 })]);
  });
});

describe('values of a chart that depends on those of Istio', () => {
  const umbrella = (text: string) => subchartsOf(sourceOf('values.yaml', text));

  test('are taken chart by chart, each with what is said to all', () => {
    const found = umbrella(`
global: { hub: acme.example/istio, team: edge }
istiod:
  autoscaleMin: 2
  global: { network: west }
front:
  service: { type: NodePort }
istio-cni: { enabled: false, excludeNamespaces: [infra] }
website: { replicas: 2 }
`);
    expect(found.map(({ chart, name }) => [chart, name])).toEqual([
      ['istiod', 'istiod'],
      ['gateway', 'front'],
    ]);
    expect(found[0]?.source.value).toEqual({
      autoscaleMin: 2,
      global: { hub: 'acme.example/istio', team: 'edge', network: 'west' },
    });
    expect(found[0]?.source.placeOf(['global', 'hub'])).toBe('values.yaml:2');
    expect(found[0]?.source.placeOf(['global', 'network'])).toBe('values.yaml:5');
    expect(found[0]?.source.placeOf(['autoscaleMin'])).toBe('values.yaml:4');
    const imported = importCharts(found, { source: 'values.yaml' });
    expect(said(imported)).toEqual([expect.stringContaining('MESH985 [values.yaml:2] global.team is no value')]);
    expect(Object.keys(run(imported).gateways)).toEqual(['front']);
  });

  test('are none where a chart has them at the top', () => {
    expect(umbrella('global: { hub: a.example }\npilot: { autoscaleMin: 2 }\n')).toEqual([]);
    expect(umbrella('cni: { excludeNamespaces: [infra] }\n')).toEqual([]);
    expect(umbrella('service: { type: NodePort }\nresources: { limits: { cpu: 1 } }\n')).toEqual([]);
  });
});
