import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type State, stateOf, stored, ways } from '../../../test/transitions/objects';
import { forgotten, type Groups, groups } from '../../../test/transitions/states';
import { tour } from '../../../test/transitions/tour';
import { platformCrds } from '../../../tools/cluster/platform-crds';
import { type Block, isBlock } from '../../kit/json';
import { identity } from '../../model/object';
import type { Live, Manifest } from '../dist/manifest';

// What an installation was yesterday, and is to be today: every change of one sample environment into another, and every switch.

const CRDS = join(__dirname, '..', '..', '..', 'dist', 'crds');
/** The webhooks would ask an istiod that does not run here. */
const isJudge = (name: string) => /^\S+\/ValidatingWebhookConfiguration /.test(name);
const isNamespace = (name: string) => name.startsWith('/Namespace ');

const kubectl = (...args: readonly string[]) => execFileSync('kubectl', args, { encoding: 'utf8', maxBuffer: 1 << 28 });
const list = (texts: readonly string[]) => `{"apiVersion":"v1","kind":"List","items":[${texts.join(',')}]}`;

interface Answer {
  readonly objects: readonly Live[];
  readonly said: string;
}

/** What the server makes of objects, and what it refuses or warns of. */
function send(args: readonly string[], texts: readonly string[]): Answer {
  if (texts.length === 0) return { objects: [], said: '' };
  const command = [...args, '--validate=strict', '-o', 'json', '-f', '-'];
  const { stdout, stderr } = spawnSync('kubectl', command, {
    input: list(texts),
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  const { items, ...one } = stdout === '' ? { items: [] } : JSON.parse(stdout);
  return { objects: items ?? [one], said: stderr };
}

const ON_SERVER = ['apply', '--server-side', '--field-manager=cdk8s-istio'];
const BY_ARGO = ['apply', '--server-side', '--force-conflicts', '--field-manager=argocd-controller'];
// kubectl reads the schema of each kind anew for each object unless told not to.
const BY_CLIENT = ['apply', '--openapi-patch=false'];

let all: Groups;
let changes: ReadonlyMap<string, readonly string[]>;
/** Each content as a new object of it is stored. */
const fresh = new Map<string, object>();

/** What was refused or warned of, and what is not stored as a new object would be. Answers come in the order of what was sent. */
function faults({ objects, said }: Answer, texts: readonly string[]): readonly string[] {
  const sent = texts.map((text) => [identity(JSON.parse(text) as Manifest), text] as const);
  let at = 0;
  const other = objects.flatMap((live) => {
    const name = identity(live);
    while (at < sent.length && sent[at]?.[0] !== name) at++;
    const text = sent[at++]?.[1] ?? '';
    const place = differing(stored(live, text), fresh.get(text));
    return place === undefined ? [] : [`${name} keeps something of what it was before at ${place}`];
  });
  return [...said.split('\n').filter((line) => line !== '' && !line.includes('client-side throttling')), ...other];
}

/** The first place at which two values differ. */
function differing(is: unknown, should: unknown, place = ''): string | undefined {
  const lists = Array.isArray(is) && Array.isArray(should) && is.length === should.length;
  if (!lists && !(isBlock(is) && isBlock(should)))
    return isDeepStrictEqual(is, should) ? undefined : `${place}: ${JSON.stringify(is)}, not ${JSON.stringify(should)}`;
  const [one, other] = [is as Block, should as Block];
  for (const key of new Set([...Object.keys(one), ...Object.keys(other)])) {
    const found = differing(one[key], other[key], `${place}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}

const namespaces = () => [...changes.keys()].filter(isNamespace).map((name) => name.split('/').at(-1) ?? '');

/** Gives each object its contents one after the other. */
function walk(how: readonly string[]): readonly string[] {
  const steps = [...Array(Math.max(...[...changes.values()].map(({ length }) => length))).keys()];
  send(
    how,
    namespaces().map((name) => JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } })),
  );
  // Namespaces by themselves: the server warns of pods that another state's labels would not let in.
  return [(name: string) => !isJudge(name) && !isNamespace(name), isJudge, isNamespace].flatMap((which) => {
    const ways = [...changes].flatMap(([name, way]) => (which(name) ? [way] : []));
    const texts = steps.flatMap((step) => ways.flatMap((way) => way[step] ?? []));
    return faults(send(how, texts), texts);
  });
}

function clean(): void {
  // As kubectl spells kinds: the group comes last.
  const spelt = (name: string) =>
    (name.split(' ')[0] ?? '')
      .split('/')
      .reverse()
      .filter((part) => part !== '')
      .join('.');
  const kinds = [...new Set([...changes.keys()].map(spelt))];
  const cluster = kinds.filter((kind) => /ClusterRole|WebhookConfiguration|GatewayClass|PriorityClass/.test(kind));
  for (const kind of cluster)
    kubectl('delete', kind, '-l', 'app.kubernetes.io/managed-by=cdk8s-istio', '--ignore-not-found');
  kubectl('delete', 'validatingwebhookconfigurations,mutatingwebhookconfigurations', '--all');
  const input = list([...changes.values()].flatMap((way) => way[0] ?? []));
  execFileSync('kubectl', ['delete', '--ignore-not-found', '--timeout=300s', '-f', '-'], { input, stdio: 'pipe' });
}

beforeAll(() => {
  const { serverVersion } = JSON.parse(kubectl('version', '-o', 'json')) as {
    readonly serverVersion: { readonly minor: string };
  };
  all = groups(`1.${Number.parseInt(serverVersion.minor, 10)}`);
  changes = ways(all);
  kubectl('apply', '--server-side', '-f', CRDS);
  const platform = platformCrds([...changes.values()].map(([text = '']) => JSON.parse(text)));
  if (platform.length > 0)
    execFileSync('kubectl', ['apply', '-f', '-'], { input: list(platform.map((one) => JSON.stringify(one))) });
  kubectl('wait', '--for=condition=Established', '--timeout=60s', 'crd', '--all');
  for (const name of namespaces()) kubectl('create', 'namespace', name);
  const texts = [...changes.values()].flatMap((way) => [...new Set(way)]);
  const { objects, said } = send([...ON_SERVER, '--dry-run=server'], texts);
  expect(said).toBe('');
  for (const [i, live] of objects.entries()) fresh.set(texts[i] ?? '', stored(live, texts[i] ?? ''));
  for (const name of namespaces()) kubectl('delete', 'namespace', name);
});

afterAll(() => {
  kubectl('delete', '--ignore-not-found', '--timeout=400s', 'crd', '--all');
});

test('every addon is in one of the states', () => {
  expect(forgotten(all)).toEqual([]);
});

describe.each([
  ['server-side apply', ON_SERVER],
  ['client-side apply', BY_CLIENT],
])('by %s', (_, how) => {
  afterAll(clean);

  test('each change is taken without a word, and leaves nothing of what was before', () => {
    expect(walk(how)).toEqual([]);
  });
});

describe('by Argo CD, in the order of its waves', () => {
  afterAll(clean);

  test('each environment follows each other one', () => {
    const states = Object.values(all['environments'] ?? {}).map(stateOf);
    const edges = new Map(states.map((from) => [from, new Set(states.filter((to) => to !== from))]));
    const found: string[] = [];
    let before: State = new Map();
    for (const state of tour(edges)) {
      const changed = [...state].filter(([name, text]) => !isJudge(name) && before.get(name) !== text);
      const texts = changed.map(([, text]) => text);
      found.push(...faults(send(BY_ARGO, texts), texts));
      const gone = [...before].filter(([name]) => !state.has(name) && !isJudge(name) && !isNamespace(name));
      const input = list(gone.map(([, text]) => text));
      if (gone.length > 0)
        execFileSync('kubectl', ['delete', '--wait=false', '--ignore-not-found', '-f', '-'], { input, stdio: 'pipe' });
      before = state;
    }
    expect(found).toEqual([]);
  });
});
