import { describe, expect, test } from '@jest/globals';
import { ApiObject } from 'cdk8s';
import { Gateway } from '../../imports/networking.istio.io';
import { synth } from '../../test/synth';
import type { Environment } from '../installation/environment';
import { MeshEnvironment } from '../installation/installation';
import { override, type Patch } from '../kit/override';
import { defaultEnvironment } from './default';
import { demo } from './demo';
import { production } from './production';

const build = (base: Environment, patch: Patch<Environment> = {}) =>
  synth((chart) => new MeshEnvironment(chart, override(base, patch)));

describe('availability', () => {
  test('one switch makes replicas, budgets, spread, surge and drain times that agree', () => {
    const objects = build(production, { availability: 'region' });
    for (const name of ['istiod', 'istio-ingressgateway']) {
      expect(objects[`HorizontalPodAutoscaler/${name}`].spec.minReplicas).toBe(3);
      expect(objects[`PodDisruptionBudget/${name}`].spec).toMatchObject({ maxUnavailable: 1 });
      const { spec } = objects[`Deployment/${name}`];
      expect(spec.strategy.rollingUpdate).toEqual({ maxSurge: 1, maxUnavailable: 0 });
      const [zone] = spec.template.spec.topologySpreadConstraints;
      expect(zone).toMatchObject({ topologyKey: 'topology.kubernetes.io/zone', whenUnsatisfiable: 'DoNotSchedule' });
      // What is spread is what is run.
      expect(spec.template.metadata.labels).toMatchObject(zone.labelSelector.matchLabels);
      expect(spec.template.metadata.labels).toMatchObject(
        objects[`PodDisruptionBudget/${name}`].spec.selector.matchLabels,
      );
    }
    const pod = objects['Deployment/istio-ingressgateway'].spec.template.spec;
    expect(pod.terminationGracePeriodSeconds).toBeGreaterThan(20);
    expect(objects['ConfigMap/istio'].data.mesh).toContain('terminationDrainDuration: 20s');
  });

  test('callers of istiod prefer their zone, in the word that the cluster knows', () => {
    const word = (patch?: Patch<Environment>) => build(production, patch)['Service/istiod'].spec.trafficDistribution;
    expect(word()).toBe('PreferClose');
    expect(word({ kubernetes: '1.33' })).toBe('PreferClose');
    expect(word({ kubernetes: '1.34' })).toBe('PreferSameZone');
  });

  test('a fixed number of pods that is too small is refused; so is a grace period that cuts requests off', () => {
    expect(() => build(demo, { availability: 'zone' })).toThrow(
      'MESH620 [test/demo] istiod runs at most 1 pod, but availability "zone" needs 2',
    );
    expect(() => build(demo, { availability: 'zone', istio: { istiod: { replicas: 2 } } })).not.toThrow();
    const single = override(production.istio, {
      namespace: 'edge',
      istiod: { replicas: 1, autoscaling: null, disruptionBudget: null },
    });
    expect(() => build(production, { external: [single] })).toThrow(
      'MESH620 [test/production] istiod in edge runs at most 1 pod',
    );
    expect(() => build(production, { gateways: { ingress: { terminationGracePeriodSeconds: 20 } } })).toThrow(
      'MESH621 [test/production] gateway istio-ingressgateway is killed 20 s after',
    );
  });
});

describe('Pod Security', () => {
  test('strict namespaces with sidecars need the CNI agent, which itself runs elsewhere', () => {
    const strict = { podSecurity: 'restricted', cni: { namespace: 'istio-system' } } as const;
    expect(() => build(production, strict)).toThrow('MESH614 [test/production] Pod Security "restricted" of namespace');
    const labels = { 'istio-injection': 'enabled', 'pod-security.kubernetes.io/enforce': 'restricted' };
    const apps: Environment['apps'] = [(mesh) => namespace(mesh, labels)];
    expect(() => build(defaultEnvironment, { apps })).toThrow(
      'MESH613 [test/default] Pod Security "restricted" (shop)',
    );
    const baseline = { ...labels, 'pod-security.kubernetes.io/enforce': 'baseline' };
    expect(() => build(defaultEnvironment, { apps: [(mesh) => namespace(mesh, baseline)] })).toThrow(
      'Pod Security "baseline" (shop) refuses the privileged init container',
    );
    expect(() => build(production, { apps: [...(production.apps ?? []), ...apps] })).not.toThrow();
  });

  test('istiod, gateways and the namespaces that they run in agree', () => {
    const objects = build(production);
    expect(objects['Namespace/istio-system'].metadata.labels['pod-security.kubernetes.io/enforce']).toBe('restricted');
    const pod = (name: string) => objects[`Deployment/${name}`].spec.template.spec;
    expect(pod('istiod').containers[0].securityContext.seccompProfile.type).toBe('RuntimeDefault');
    expect(pod('istio-ingressgateway').securityContext.seccompProfile.type).toBe('RuntimeDefault');
  });
});

describe('guard rails', () => {
  test.each([
    [
      'sampling',
      { istio: { istiod: { traceSampling: 100 } }, addons: { jaeger: { sampling: null } } },
      '100 % of requests are traced',
    ],
    [
      'outboundTraffic',
      { istio: { mesh: { outboundTrafficPolicy: { mode: 'ALLOW_ANY' } } } },
      'pods may call any host',
    ],
    ['sampling', { addons: { jaeger: { sampling: 50 } } }, '50 % of requests are traced'],
    ['anonymousDashboards', { addons: { kiali: { auth: { strategy: 'anonymous' } } } }, 'anybody may use Kiali'],
    ['mutualTls', { mutualTls: 'PERMISSIVE' }, 'requests in plain text are accepted'],
    ['availability', { availability: 'single' }, 'one lost node is an outage'],
    ['networkPolicy', { istio: { networkPolicy: null } }, 'any pod may reach every port of Istio'],
    ['image', { istio: { image: { variant: 'debug' } } }, 'images are debug ones'],
    ['wildcardHosts', { apps: [...(production.apps ?? []), anyHost] }, 'any host is served by Gateway open'],
  ] satisfies [string, Patch<Environment>, string][])(
    '%s is left with a reason only, which stays in the output',
    (rail, patch, found) => {
      expect(() => build(production, patch)).toThrow(`MESH650 [test/production] not for production: ${found}`);
      const waived = (reason: string) =>
        override(patch as Patch<Environment>, { guardRails: { waived: { [rail]: reason } } });
      expect(() => build(production, waived('why'))).toThrow('MESH651');
      const objects = build(production, waived('until the move is done, see PLAT-12'));
      expect(objects['Namespace/istio-system'].metadata.annotations[`cdk8s-istio/waived-${rail}`]).toMatch('PLAT-12');
    },
  );

  test('what istiod reads has the types that it parses', () => {
    const { values } = build(production)['ConfigMap/istio-sidecar-injector'].data;
    expect(JSON.parse(values).global.networkPolicy).toEqual({ enabled: true });
  });

  test('a waiver of a rail that holds is refused', () => {
    expect(() => build(production, { guardRails: { waived: { sampling: 'we want it all' } } })).toThrow('MESH652');
    expect(() => build(production)).not.toThrow();
  });
});

function anyHost(mesh: MeshEnvironment) {
  return new Gateway(mesh, 'Open', {
    metadata: { name: 'open', namespace: 'istio-system' },
    spec: { servers: [{ port: { number: 80, name: 'http', protocol: 'HTTP' }, hosts: ['*'] }] },
  });
}

function namespace(mesh: MeshEnvironment, labels: Record<string, string>) {
  return new ApiObject(mesh, 'Shop', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels } });
}
