import { describe, expect, jest, test } from '@jest/globals';
import type * as Render from '../delivery/render';
import { render } from '../delivery/render';
import { minimal } from '../environments/minimal';
import type { Environment } from '../installation/environment';
import type * as Versions from '../istio/versions';
import { RELEASES } from '../istio/versions/releases';
import type { Release } from '../istio/versions/types';
import { override } from '../kit/override';
import table from '../schema/props/table.json';
import type * as Notes from './notes';
import { upgrade } from './upgrade';

const before: Environment = override(minimal, {
  name: 'mesh',
  istio: { revision: '1-30', version: '1.30' },
  tags: { stable: '1-30' },
});
const plan = { to: { revision: '1-31', version: '1.31' as const }, rings: ['stable'] };
const [add] = upgrade(before, plan);
if (add === undefined) throw new Error('a plan has steps');
const both = add.environment;

type Releases = readonly Release[];

/** Runs what is imported anew under another table of releases. */
function under<T>(
  releases: Releases,
  use: (render: typeof Render, versions: typeof Versions, notes: typeof Notes) => T,
): T {
  jest.resetModules();
  jest.doMock('../istio/versions/releases', () => ({ RELEASES: releases }));
  // As `npm run props` makes it of them.
  jest.doMock('../schema/props/table.json', () => ({
    ...table,
    IstioProps: {
      block: { ...table.IstioProps.block, version: { words: releases.map(({ minor }) => minor) } },
    },
  }));
  try {
    return use(
      jest.requireActual<typeof Render>('../delivery/render'),
      jest.requireActual<typeof Versions>('../istio/versions'),
      jest.requireActual<typeof Notes>('./notes'),
    );
  } finally {
    jest.dontMock('../istio/versions/releases');
    jest.dontMock('../schema/props/table.json');
  }
}

/** The documents of one revision in all files. */
const documentsOf = (files: ReadonlyMap<string, string>, revision: string): string =>
  [...files.values()]
    .flatMap((text) => text.split(/^---$/m))
    .filter((text) => new RegExp(`istio\\.io/rev: "?'?${revision}\\b|name: istio.*-${revision}\\b`).test(text))
    .join('---');

test('both control planes of an upgrade are written as their minors', () => {
  const [old, next] = ['1-30', '1-31'].map((revision) => documentsOf(render([both]), revision));
  expect(old).toContain('pilot:1.30.3');
  expect(next).toContain('pilot:1.31.1');
  expect(old).not.toContain('agentgateway-waypoint:');
  expect(next).toContain('agentgateway-waypoint:');
  expect(old).toBe(documentsOf(render([before]), '1-30'));
});

test("a change of 1.31's templates leaves a 1.30 revision byte for byte as it was", () => {
  const [old, next] = ['1-30', '1-31'].map((revision) => documentsOf(render([both]), revision));
  const changed: Releases = RELEASES.map((one) =>
    one.minor === '1.31'
      ? { ...one, changes: { templates: ['sidecar', 'waypoint'], initImage: 'ProxyImage', fipsGodebug: false } }
      : one,
  );
  const files = under(changed, ({ render: again }) => again([both]));
  expect(documentsOf(files, '1-30')).toBe(old);
  expect(documentsOf(files, '1-31')).not.toBe(next);
});

describe('upgrade() says what changes', () => {
  test('between the two minors, once, from the table', () => {
    expect(add.changes).toEqual([
      ...RELEASES[1].notes,
      'No longer read: PILOT_SPAWN_UPSTREAM_SPAN_FOR_GATEWAY, UNSAFE_PILOT_ENABLE_DELTA_TEST.',
      'New injection templates: agentgateway-waypoint.',
    ]);
    expect(
      upgrade(before, plan)
        .slice(1)
        .every(({ changes }) => changes === undefined),
    ).toBe(true);
  });

  test('nothing, for a patch release', () => {
    const [patch] = upgrade(before, { to: { revision: '1-30-8', image: { tag: '1.30.8' } }, rings: ['stable'] });
    expect(patch?.changes).toBeUndefined();
  });
});

test("the new minor does not take over the old one's tag", () => {
  const pinned = override(before, { istio: { image: { tag: '1.30.8' } } });
  const steps = upgrade(pinned, plan);
  expect(steps[0]?.environment.revisions?.[0]?.image).not.toHaveProperty('tag');
  expect(steps.at(-1)?.environment.istio).toEqual(steps[0]?.environment.revisions?.[0]);
});

test('a way back to an older minor is refused, as is a skip', () => {
  const newer = override(minimal, { istio: { revision: 'new' }, tags: { stable: 'new' } });
  expect(() => upgrade(newer, { to: { revision: 'old', version: '1.30' }, rings: ['stable'] })).toThrow('MESH664');
});

test('another minor is a file and a row', () => {
  const next: Release = {
    minor: '1.99',
    tag: '1.99.0',
    api: '1.99.0',
    changes: { ztunnelCpu: false },
    variables: { added: ['PILOT_ENABLE_MAGIC'], removed: ['PILOT_HTTP10'] },
    before: { '1.31': { istio: { istiod: { env: { PILOT_ENABLE_MAGIC: 'false' } } } } },
    notes: ['Magic is on.'],
  };
  under([...RELEASES, next], ({ render: again }, versions, notes) => {
    expect(versions.NEWEST).toBe('1.99');
    const version = versions.NEWEST;
    const files = again([override(minimal, { istio: { version, istiod: { env: { PILOT_ENABLE_MAGIC: 'true' } } } })]);
    expect([...files.values()].join()).toContain('pilot:1.99.0');
    const wrong = override(minimal, { istio: { version, istiod: { env: { PILOT_HTTP10: '1' } } } });
    expect(() => again([wrong])).toThrow('istiod.env.PILOT_HTTP10 is read by Istio 1.30 and 1.31, not by 1.99');
    expect(versions.behaviours(version)[0]).toBe('1.31');
    expect(notes.upgradeNotes('1.31', version)).toEqual(['Magic is on.', 'No longer read: PILOT_HTTP10.']);
    expect(versions.traits({ version }).initImage).toBe('ProxyInitImage');
  });
});
