import { describe, expect, test } from '@jest/globals';
import { MeshApp } from '../../checks/judge/mesh-app';
import { ENVIRONMENTS } from '../../environments';
import { demo } from '../../environments/demo';
import { secure } from '../../environments/secure';
import { MeshEnvironment } from '../../installation/installation';
import { printManifests } from '../../kit/yaml';
import type { WrittenObject } from '../../model/object';
import { meshBelow, placeOf } from '../../model/tree';
import type { Explained } from '../../report/explain/explain';
import { fieldAt, fieldsOf, shownPath } from '../../report/explain/field';
import { othersOf, type Path, replaced } from '../../report/explain/props';
import { keyOf, objectsAt } from '../../report/places';
import { settled } from '../dist/settled';
import { type Files, render } from '../render';
import { Explainer, explain } from './explain';

/** Lines that are asked for, of two environments; `LINES=300` asks for so many of each. */
const LINES = Number(process.env['LINES'] ?? 20);
const ask = (what: string) => explain({ do: 'explain', what, output: 'text' }, ENVIRONMENTS);

test('a line of a policy: the construct, the line of the sources, and what Istio says', () => {
  expect(ask('PeerAuthentication/istio-system/default#spec.mtls.mode')).toMatchObject({
    object: 'PeerAuthentication istio-system/default',
    field: 'spec.mtls.mode',
    reason: expect.stringContaining('Defines the mTLS mode'),
  });
  expect(ask('AuthorizationPolicy/istio-system/allow-nothing')).toMatchObject({
    source: expect.stringMatching(/lib\/environments\/secure\.ts:\d+$/),
    classes: expect.arrayContaining(['ZeroTrust']),
  });
});

test('a line that a setting makes: its path, its value and its documentation', () => {
  expect(ask('HorizontalPodAutoscaler/istio-system/istiod#spec.maxReplicas')).toMatchObject({
    prop: 'istio.istiod.autoscaling.max',
    value: 5,
    reason: expect.stringContaining('maxReplicas is the upper limit for the number of replicas'),
  });
  const { prop, doc } = ask('PeerAuthentication/bookinfo/default#spec.mtls.mode');
  expect([prop, doc]).toEqual(['bookinfo.tasks[1]', 'Policies that are switched on, by name. @default - none']);
});

test('one line of a text of many lines', () => {
  const text = render([secure]).get('secure/30-istiod.k8s.yaml') ?? '';
  const line = text.split('\n').findIndex((one) => one.trim() === 'mode: REGISTRY_ONLY') + 1;
  expect(ask(`secure/30-istiod.k8s.yaml:${line}`)).toMatchObject({
    object: 'ConfigMap istio-system/istio',
    field: 'data.mesh',
    prop: 'istio.mesh.outboundTrafficPolicy.mode',
  });
});

test('what is no line of an object is said', () => {
  expect(() => ask('other/10-namespaces.k8s.yaml:1')).toThrow(
    'MESH881 [other/10-namespaces.k8s.yaml:1] no environment writes it',
  );
  expect(() => ask('demo/10-namespaces.k8s.yaml:1')).toThrow('MESH882');
  expect(() => ask('Deployment/none/none')).toThrow('MESH882');
});

test('the field of each line, of lists in lists and texts too', () => {
  const lines = [
    'kind: A',
    'spec:',
    '  rules:',
    '    - to:',
    "        - 'a:b'",
    '        - x: 1',
    '          y: |',
    '            z: 2',
    '      when: []',
    '  last: 1',
  ];
  expect(fieldsOf(lines).map(shownPath)).toEqual([
    'kind',
    'spec',
    'spec.rules',
    'spec.rules[0].to',
    'spec.rules[0].to[0]',
    'spec.rules[0].to[1].x',
    'spec.rules[0].to[1].y',
    'spec.rules[0].to[1].y',
    'spec.rules[0].when',
    'spec.last',
  ]);
});

const keyAt = ({ place, object }: WrittenObject): string => `${place} ${keyOf(object)}`;

/** `a["b.c"][0]` as steps. */
const steps = (shown: string): Path =>
  [...shown.matchAll(/\["([^"]*)"\]|\[(\d+)\]|([^.[\]]+)/g)].map(
    ([, quoted, place, key]) => quoted ?? (place === undefined ? (key ?? '') : Number(place)),
  );

const outcome = <T>(make: () => T): T | undefined => {
  try {
    return make();
  } catch {
    return undefined;
  }
};

/** The same numbers in each run. */
function* chance(seed: number): Generator<number> {
  for (let state = seed; ; ) {
    state = (state * 1103515245 + 12345) % 2147483648;
    yield state / 2147483648;
  }
}

describe.each(LINES > 20 ? ENVIRONMENTS : [demo, secure])('$name', (environment) => {
  const { name } = environment;
  const files = render([environment]);
  const lines = [...files]
    .filter(([path]) => path.startsWith(`${name}/`))
    .flatMap(([file, text]) =>
      text.split('\n').flatMap((_, i) => (fieldAt(text, i + 1) === undefined ? [] : [`${file}:${i + 1}`])),
    );
  const random = chance(7);
  const picked = Array.from(
    { length: LINES },
    () => lines[Math.floor((random.next().value as number) * lines.length)] ?? '',
  );

  /** Whether the line is still written: the same text at the same field of the same object, wherever that lies. */
  const isIn = (made: Files, { object, field, text }: Explained): boolean =>
    [...made]
      .filter(([file]) => file.startsWith(`${name}/`))
      .some(([, whole]) => {
        const at = objectsAt(whole).find(({ key }) => key === object);
        if (at === undefined) return false;
        const own = whole.split('\n').slice(at.line - 1, at.end - 1);
        return fieldsOf(own).some((path, i) => own[i]?.trim() === text && shownPath(path) === field);
      });

  const renders = new Map<string, Files | undefined>();
  const renderedWith = (prop: string, value: unknown): Files | undefined => {
    const id = JSON.stringify([prop, value ?? null]);
    if (!renders.has(id))
      renders.set(
        id,
        outcome(() => render([replaced(environment, steps(prop), value)])),
      );
    return renders.get(id);
  };

  /** The objects of an environment that is refused. */
  const unjudged = (prop: string, value: unknown): Files | undefined =>
    outcome(() => {
      const mesh = new MeshEnvironment(new MeshApp(), replaced(environment, steps(prop), value));
      return new Map([
        [`${name}/all.yaml`, printManifests(meshBelow(mesh).objects.map(({ object }) => settled(object)))],
      ]);
    });

  const without = new Map<string, readonly string[]>();
  /** What is written when a construct is taken away. */
  const keysWithout = (construct: string): readonly string[] => {
    const known = without.get(construct);
    if (known !== undefined) return known;
    const mesh = new MeshEnvironment(new MeshApp(), environment);
    const made = mesh.node.findAll().filter((one) => placeOf(one) === construct || one.node.path === construct);
    for (const one of made) one.node.scope?.node.tryRemoveChild(one.node.id);
    const left = made.length === 0 ? ['nothing was taken away'] : meshBelow(mesh).objects.map((one) => keyAt(one));
    without.set(construct, left);
    return left;
  };

  test(`${LINES} lines are changed by the setting that is named, or go with the construct`, () => {
    const explainer = new Explainer(environment);
    const wrong = picked.filter((what) => {
      const found = explainer.explain(what);
      if (found === undefined || !isIn(files, found)) return true;
      const { prop, value, construct, object } = found;
      if (prop === undefined) {
        const left = keysWithout(construct);
        return left.includes(`${construct} ${object}`) || left.includes('nothing was taken away');
      }
      const others = othersOf(value ?? '');
      // Where another value is refused, what would be written shows it.
      const made = others.flatMap((other) => renderedWith(prop, other) ?? unjudged(prop, other) ?? []);
      return made.every((one) => isIn(one, found));
    });
    expect(wrong).toEqual([]);
  }, 3_600_000);
});
