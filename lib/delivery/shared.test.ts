import { describe, expect, jest, test } from '@jest/globals';
import { ApiObject, JsonPatch } from 'cdk8s';
import fc from 'fast-check';
import { SEED } from '../../test/fuzz/runs';
import { OBJECT_RULES } from '../checks';
import { MeshChecks } from '../checks/judge/mesh-checks';
import { refusedBy } from '../checks/judge/mistyped';
import { annotationsWork } from '../checks/pods/annotations';
import { minimal } from '../environments/minimal';
import { production } from '../environments/production';
import type { App, Environment } from '../installation/environment';
import { injectorConfig } from '../istio/injection';
import { printConfig } from '../istio/injection/config';
import { CustomTemplate } from '../istio/injection/custom';
import { defaultProfile } from '../istio/profiles/default';
import { manifest } from '../kit/manifest';
import { override, type Patch } from '../kit/override';
import { refuse } from '../kit/problems';
import { fleet } from '../topology/fleet';
import { rendered, renderedOnce } from './render';

/** As many clusters of production, each on a network of its own. */
const clusters = (count: number): readonly Environment[] =>
  fleet('fleet', production, {
    meshId: 'mesh',
    trustDomain: 'example.com',
    networks: Array.from({ length: count }, (_, i) => ({ name: `net-${i}`, address: `${i}.example.com` })),
    clusters: Object.fromEntries(Array.from({ length: count }, (_, i) => [`cluster-${i}`, { network: `net-${i}` }])),
  });

describe('what clusters share is made, judged and printed once', () => {
  const objectsOf = (environments: readonly Environment[]) =>
    rendered(environments).meshes.map(({ mesh }) => MeshChecks.judgedOf(mesh).objects.map(({ object }) => object));

  test('objects that are equal are the same, and another is not', () => {
    const [first = [], ...others] = objectsOf(clusters(4));
    expect(first.length).toBeGreaterThan(70);
    for (const other of others) {
      const own = other.filter((object) => !first.includes(object));
      expect(own.map(({ kind, metadata }) => `${kind}/${metadata?.name}`)).toEqual([
        'Namespace/istio-system',
        'ConfigMap/istio-sidecar-injector',
        'Deployment/istiod',
        'Deployment/istio-ingressgateway',
        'Service/istio-eastwestgateway',
        'Deployment/istio-eastwestgateway',
      ]);
    }
  });

  test('of two syntheses nothing is the same', () => {
    const [[first = []], [second = []]] = [objectsOf(clusters(2)), objectsOf(clusters(2))];
    expect(second.filter((object) => first.includes(object))).toEqual([]);
    expect(second).toEqual(first);
  });

  test('rules of one object are asked of each that is different', () => {
    const find = jest.spyOn(annotationsWork, 'find');
    const seen = (count: number): number => {
      find.mockClear();
      renderedOnce(clusters(count));
      return find.mock.calls.reduce((sum, [{ objects }]) => sum + objects.length, 0);
    };
    const [two, five] = [seen(2), seen(5)];
    find.mockRestore();
    expect(two).toBeGreaterThan(80);
    expect(five - two).toBe(3 * 6);
  });

  test('such a rule reads single objects, and control planes', () => {
    const others = ['workloads', 'calls', 'gatewayPods', 'isWhole'];
    expect(OBJECT_RULES.filter(({ reads }) => reads.some((one) => others.includes(one)))).toEqual([]);
  });

  test('templates are printed once for names of equal length, and for each other setting', () => {
    const made = new Map<string, string>();
    const of = (patch: Parameters<typeof override<typeof defaultProfile>>[1]) => {
      const istio = override(defaultProfile, patch);
      expect(injectorConfig(istio, made)).toBe(printConfig(istio));
      return made.size;
    };
    const named = (cluster: string, network: string) => ({ identity: { cluster, network } });
    expect(of(named('east', 'n-1'))).toBe(1);
    expect(of(named('west', 'n-2'))).toBe(1);
    expect(of({ ...named('west', 'n-2'), meshNetworks: { n: { endpoints: [], gateways: [] } } })).toBe(1);
    expect(of(named('north', 'n-2'))).toBe(2);
    expect(of({ identity: { cluster: 'east' } })).toBe(3);
    expect(of({ ...named('east', 'n-1'), proxy: { statusPort: 15120 } })).toBe(4);
    expect(of({ ...named('east', 'n-1'), injection: { templates: { mine: 'metadata: {}\n' } } })).toBe(5);
    const custom = new CustomTemplate({ metadata: { labels: { a: 'b' } } });
    expect(of({ ...named('east', 'n-1'), injection: { templates: { mine: custom } } })).toBe(6);
    // What YAML or Go would quote, and what the marks are themselves, is printed by itself.
    for (const odd of ['null', '1', '', 'a:b', '{{ x }}', 'ä', '\uE000', 'yes\n']) expect(of(named(odd, odd))).toBe(6);
    expect(of({ ...named('east', 'n-1'), proxy: { logLevel: '\uE001' } })).toBe(6);
  });
});

const apps: readonly App[] = [
  (mesh) => mesh.node.findAll().filter(ApiObject.isApiObject)[3]?.metadata.addLabel('one', 'more'),
  (mesh) => mesh.node.findAll().filter(ApiObject.isApiObject)[4]?.addJsonPatch(JsonPatch.add('/metadata/labels', {})),
  (mesh) =>
    manifest(mesh, 'Mine', {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'mine', namespace: 'istio-system' },
    }),
  (mesh) => mesh.node.addValidation({ validate: () => ['MESH000 mine is wrong; mend it'] }),
  (mesh) => refuse(mesh, { code: 'MESH000', fact: 'this is wrong', remedy: 'mend it' }),
];
const deployment = 'apps/Deployment/istio-system/istiod';
const patches: readonly Patch<Environment>[] = [
  { labels: { team: 'a' } },
  { annotations: { 'example.com/a': 'b' } },
  { gates: 'answered' },
  { istio: { identity: { cluster: 'east', network: 'n1' } } },
  { istio: { identity: { cluster: 'null', network: 'no' } } },
  { istio: { proxy: { statusPort: 15120 } } },
  { istio: { image: { tag: 'not a tag' } } },
  { istio: { istiod: { env: { PILOT_ENABLE_ALPHA: 'maybe' } } } },
  { istio: { injection: { alwaysInject: [{ matchLabels: { 'not a label': 'x' } }] } } },
  { istio: { version: '1.30' } },
  { kubernetes: '1.35' },
  { strict: true },
  { mutualTls: 'STRICT' },
  { delivery: { by: 'argo-cd' } },
  { patches: [{ object: deployment, merge: { spec: { replicas: 3, paused: null, aaa: 1 } } }] },
  { patches: [{ object: deployment, json: [{ op: 'add', path: '/spec/replicas', value: 2 }] }] },
  { patches: [{ object: deployment, remove: true }] },
  { patches: [{ object: 'Nothing/none', remove: true }] },
  ...apps.map((app): Patch<Environment> => ({ apps: [app] })),
];
const changed = fc.uniqueArray(fc.nat(patches.length - 1), { maxLength: 3 });
const environment = (name: string, some: readonly number[]): Environment =>
  some.map((i) => patches[i] ?? {}).reduce<Environment>((base, patch) => override(base, patch), { ...minimal, name });

/** What is written and said; in another order where something is refused. */
function synth(environments: readonly Environment[]) {
  const warnings: string[] = [];
  try {
    const files = renderedOnce(environments, undefined, (line) => warnings.push(line));
    return { files: [...files].filter(([path]) => !path.startsWith('crds/')), warnings, messages: [] };
  } catch (error) {
    return { files: [], warnings: [], messages: refusedBy(error, 'test').messages };
  }
}

test('environments together are what each is alone, whatever they differ in', () => {
  fc.assert(
    fc.property(changed, changed, changed, (...changes) => {
      const environments = changes.map((some, i) => environment(`env-${i}`, some));
      const together = synth(environments);
      const alone = environments.map((one) => synth([one]));
      const messages = alone.flatMap((one) => one.messages);
      expect([...together.messages].sort()).toEqual([...messages].sort());
      if (messages.length > 0) return;
      expect(together.files).toEqual(alone.flatMap(({ files }) => files));
      expect(together.warnings).toEqual(alone.flatMap(({ warnings }) => warnings));
    }),
    { numRuns: Number(process.env['FUZZ'] ?? 60), seed: SEED },
  );
}, 3_600_000);
