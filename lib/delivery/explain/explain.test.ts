import { describe, expect, test } from '@jest/globals';
import { MeshApp } from '../../checks/judge/mesh-app';
import { ENVIRONMENTS } from '../../environments';
import { demo } from '../../environments/demo';
import { secure } from '../../environments/secure';
import { MeshEnvironment } from '../../installation/installation';
import { meshBelow, placeOf } from '../../model/tree';
import { differs } from '../../report/explain/explain';
import { fieldAt, fieldsOf, shownPath } from '../../report/explain/field';
import { othersOf, type Path, replaced } from '../../report/explain/props';
import { keyOf } from '../../report/places';
import { render } from '../render';
import { explain } from './explain';

/** Lines of each environment that are asked for; `LINES=300` asks for many. */
const LINES = Number(process.env['LINES'] ?? 3);
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

/** The same numbers in each run. */
function* chance(seed: number): Generator<number> {
  for (let state = seed; ; ) {
    state = (state * 1103515245 + 12345) % 2147483648;
    yield state / 2147483648;
  }
}

describe.each(LINES > 3 ? ENVIRONMENTS : [demo, secure])('$name', (environment) => {
  const files = [...render([environment])].filter(([path]) => path.startsWith(`${environment.name}/`));
  const lines = files.flatMap(([file, text]) =>
    text.split('\n').flatMap((_, i) => (fieldAt(text, i + 1) === undefined ? [] : [`${file}:${i + 1}`])),
  );
  const written = (one: typeof environment) =>
    meshBelow(new MeshEnvironment(new MeshApp(), one)).objects.map(({ place, object }) => ({
      key: keyOf(object),
      place,
      object,
    }));
  const fieldPath = (what: string): Path => {
    const at = what.lastIndexOf(':');
    return (
      fieldAt(files.find(([file]) => file === what.slice(0, at))?.[1] ?? '', Number(what.slice(at + 1)))?.path ?? []
    );
  };
  const random = chance(7);
  const picked = Array.from(
    { length: LINES },
    () => lines[Math.floor((random.next().value as number) * lines.length)] ?? '',
  );

  test(`${LINES} lines are changed by the setting that is named, or go with the construct`, () => {
    for (const what of picked) {
      const { prop, value, construct, object, field, text } = ask(what);
      if (prop === undefined) {
        const mesh = new MeshEnvironment(new MeshApp(), environment);
        const made = mesh.node.findAll().filter((one) => placeOf(one) === construct || one.node.path === construct);
        expect([what, made.length > 0]).toEqual([what, true]);
        for (const one of made) one.node.scope?.node.tryRemoveChild(one.node.id);
        expect([
          what,
          meshBelow(mesh).objects.some((one) => keyOf(one.object) === object && one.place === construct),
        ]).toEqual([what, false]);
        continue;
      }
      const steps = (shown: string): Path =>
        [...shown.matchAll(/\["([^"]*)"\]|\[(\d+)\]|([^.[\]]+)/g)].map(
          ([, quoted, place, key]) => quoted ?? (place === undefined ? (key ?? '') : Number(place)),
        );
      const before = written(environment).find((one) => one.key === object);
      if (before === undefined) throw new Error(`no ${object}`);
      const changed = othersOf(value ?? '').some((other) => {
        try {
          return differs(before, { path: fieldPath(what), text }, written(replaced(environment, steps(prop), other)));
        } catch {
          return false;
        }
      });
      expect([what, field, text, prop, changed]).toEqual([what, field, text, prop, true]);
    }
  }, 3_600_000);
});
