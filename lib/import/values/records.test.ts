import { describe, expect, test } from '@jest/globals';
import { operator, written } from '../../../test/imported';
import { importCharts } from '../index';
import { sourceOf } from './read';

describe('what is other than the charts have it is said', () => {
  test('settings that istioctl makes after the chart, which does not record them', () => {
    const given = operator(
      '  components: { pilot: { k8s: { priorityClassName: high, env: [{ name: PILOT_PUSH_THROTTLE, value: "50" }] } } }\n',
    );
    expect(given.records).toEqual(['global.priorityClassName', 'pilot.env.PILOT_PUSH_THROTTLE']);
  });

  test('a default revision, which injects here, too', () => {
    const given = operator('  revision: blue\n  values: { defaultRevision: blue }\n');
    expect(given.environment.tags).toEqual({ default: 'blue' });
    expect([...given.notes.keys()]).toEqual(['tags.default']);
    expect([...operator('  revision: blue\n').notes.keys()]).toEqual([]);
  });

  test('records that nothing reads, by their paths', () => {
    const given = operator('  values: { global: { externalIstiod: true, network: west } }\n');
    expect(given.records).toEqual(['global.externalIstiod']);
    expect(operator('  values: { global: { network: west } }\n').records).toEqual([]);
    // A default that was taken away is none of the record.
    expect(operator('  values: { global: { mountMtlsCerts: null, unknown: null } }\n').records).toEqual([
      'global.mountMtlsCerts',
    ]);
  });

  test('what the cluster of an external control plane has otherwise', () => {
    const remote = (more: string) =>
      operator(
        `  profile: remote\n  values: { global: { configCluster: true, remotePilotAddress: 192.0.2.7, omitSidecarInjectorConfigMap: false }${more} }\n`,
      );
    expect(remote('').environment.istio.meshConfigMap).toBe('present');
    expect(Object.keys(written(remote('')))).not.toContain('ConfigMap/istio');
    expect(remote('').untaken.map(({ problem }) => problem.fact)).toEqual([
      expect.stringMatching(/^global\.omitSidecarInjectorConfigMap .*istio-sidecar-injector is not written here$/),
    ]);
    expect([...remote('').notes.keys()]).toContain('istio.remote.external');
    expect(Object.keys(written(remote(', pilot: { configMap: true }')))).toContain('ConfigMap/istio');
  });

  test('an istiod and its names in two namespaces', () => {
    const split = operator('  components: { pilot: { namespace: control } }\n');
    expect(split.untaken.map(({ problem }) => problem.fact)).toEqual([
      expect.stringContaining('would write its ServiceAccounts, Roles and validation for istio-system'),
    ]);
    expect(written(split)['ServiceAccount/istiod'].metadata.namespace).toBe('control');
  });

  test('ports without a target', () => {
    const ports = (target: string) =>
      operator(
        `  values: { gateways: { istio-ingressgateway: { ports: [{ name: http2, port: 80${target} }] } } }\n`,
      ).notes.get('gateways.istio-ingressgateway.ports');
    expect(ports('')).toMatch('http2 without a target');
    expect(ports(', targetPort: 8080')).toBeUndefined();
  });

  test("a gateway that follows somebody else's revision is refused at synth, and still written down", () => {
    const values = sourceOf('edge.yaml', 'revision: canary');
    const imported = importCharts([{ chart: 'gateway', name: 'edge', namespace: 'edge', source: values }], {
      source: 'edge.yaml',
    });
    expect(imported.refused.join()).toMatch('MESH609');
    expect(imported.program).toContain("follows: 'canary'");
  });

  test('a gateway of the chart as a DaemonSet has no autoscaler', () => {
    const values = sourceOf('edge.yaml', 'kind: DaemonSet');
    const imported = importCharts([{ chart: 'gateway', name: 'edge', namespace: 'edge', source: values }], {
      source: 'edge.yaml',
    });
    expect(imported.refused).toEqual([]);
    expect(imported.environment.gateways['edge']?.autoscaling).toBeUndefined();
  });
});
