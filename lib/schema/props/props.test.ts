import { expect, test } from '@jest/globals';
import { App } from 'cdk8s';
import { transformSync } from 'esbuild';
import { CONSTRUCTS, exampleMesh } from '../../../tools/docs/constructs';
import { exampleOf } from '../../../tools/docs/examples';
import * as library from '../../index';
import { takenBy } from '../../report/explain/takes';
import { mustBe } from '.';
import { Judge } from './judge';
import type { Shape } from './shape';

const said = (value: unknown, shape: Shape, table: Readonly<Record<string, Shape>> = {}): readonly string[] =>
  new Judge(table).problems(value, shape).map(({ code, fact, remedy }) => `${code} ${fact}; ${remedy}`);

const PORT: Shape = { block: { port: 'number', 'name?': 'string', 'kind?': { words: ['tcp', 'udp'] } } };

test.each<[string, unknown, Shape, string, unknown]>([
  [
    'a word',
    { port: 1, kind: 'tpc' },
    PORT,
    'MESH625 kind is "tpc", which is none of its words; write one of tcp, udp',
    { port: 1, kind: 'tcp' },
  ],
  ['a misspelt key', { prot: 1 }, PORT, 'MESH626 nothing reads prot; write port', { port: 1 }],
  [
    'a key like none',
    { port: 1, zone: 1 },
    PORT,
    'MESH626 nothing reads zone; drop it: what is read there is port, name, kind',
    { port: 1, zone: undefined },
  ],
  [
    'a key that every object has',
    { port: 1, constructor: 1 },
    PORT,
    'MESH626 nothing reads constructor; drop it: what is read there is port, name, kind',
    { port: 1 },
  ],
  ['a text', { port: '1' }, PORT, 'MESH627 port is "1"; give it a number', { port: 1, name: 'a' }],
  ['what lacks', { name: 'a' }, PORT, 'MESH628 port is missing; give it a number', { name: 'a', port: 2 }],
  ['null', { port: 1, name: null }, PORT, 'MESH627 name is null; give it a text', { port: 1 }],
  ['no block', 7, PORT, 'MESH627 what is given is 7; give it a block', { port: 7 }],
  [
    'of a list',
    [{ port: 1 }, { prot: 2 }],
    { list: PORT },
    'MESH626 nothing reads [1].prot; write [1].port',
    [{ port: 2 }],
  ],
  [
    'of a map',
    { 'a b': { prot: 2 } },
    { map: PORT },
    'MESH626 nothing reads ["a b"].prot; write ["a b"].port',
    { constructor: { port: 2 } },
  ],
  [
    'a handle',
    { name: 'a' },
    { handle: 'Pods', has: ['name', 'labels'] },
    'MESH627 what is given is a block; give it a handle: Pods',
    { name: 'a', labels: 1, more: 2 },
  ],
])('%s', (_, wrong, shape, line, right) => {
  expect(said(wrong, shape)).toEqual([line]);
  expect(said(right, shape)).toEqual([]);
});

test('a name stands for a shape, which may hold itself', () => {
  const table: Readonly<Record<string, Shape>> = { Tree: { block: { 'under?': { list: 'Tree' } } } };
  expect(said({ under: [{ under: [{ undr: [] }] }] }, 'Tree', table)).toEqual([
    'MESH626 nothing reads under[0].under[0].undr; write under[0].under[0].under',
  ]);
});

test('an instance of a class may have more, and what it must have', () => {
  class Port {
    readonly port = 1;
    readonly mine = 2;
  }
  expect(said(new Port(), PORT)).toEqual([]);
  expect(said(new App(), PORT)).toEqual(['MESH628 port is missing; give it a number']);
});

test('a block is no instance of a class', () => {
  const place: Shape = { oneOf: [{ instance: 'App' }, PORT] };
  expect(said(new App(), place)).toEqual([]);
  expect(said({ prt: 1 }, place)).toEqual(['MESH626 nothing reads prt; write port']);
  expect(said({ port: 1 }, { instance: 'App' })).toEqual(['MESH627 what is given is a block; give it a handle: App']);
});

test('of several kinds of blocks the one that is meant is judged', () => {
  const either: Shape = { oneOf: [{ block: { lua: 'string' } }, { block: { wasm: PORT } }] };
  expect(said({ lua: 'a' }, either)).toEqual([]);
  expect(said({}, either)).toEqual(['MESH628 lua is missing, or wasm is missing; give one of them']);
  expect(said({ wasm: { port: 'a' } }, either)).toEqual(['MESH627 wasm.port is "a"; give it a number']);
  expect(said('a', either)).toEqual(['MESH627 what is given is "a"; give it a block']);

  const by: Shape = {
    oneOf: [
      { block: { by: { words: ['git'] }, 'url?': 'string' } },
      { block: { by: { words: ['oci', 'docker'] }, image: 'string' } },
    ],
  };
  expect(said({ by: 'git' }, by)).toEqual([]);
  expect(said({ by: 'got' }, by)).toEqual([
    'MESH625 by is "got", which is none of its words; write one of git, oci, docker',
  ]);
  expect(said({}, by)).toEqual(['MESH628 by is missing; give it one of git, oci, docker']);
  expect(said({ by: 'docker' }, by)).toEqual(['MESH628 image is missing; give it a text']);
  // Left from a block over which this one was laid.
  expect(said({ by: 'git', image: 'a' }, by)).toEqual([]);
});

test('what has no place in a tree is refused with the problem, for whoever asked to say where', () => {
  expect(() =>
    mustBe('acme', 'Topology', { meshId: 'a', trustDomain: 'b', networks: [], clusters: { east: {} } }),
  ).toThrow('MESH628 [acme] clusters.east.network is missing; give it a text');
});

/** Constructs that are made with props. */
const WITH_PROPS = Object.keys(CONSTRUCTS).filter((name) => takenBy(name) !== undefined);

test.each(WITH_PROPS)('%s refuses a prop that it does not have', (name) => {
  const mesh = exampleMesh();
  const odd = (args: readonly unknown[]) => [...args.slice(0, -1), { ...(args.at(-1) as object), constructr: 1 }];
  const Class = new Proxy(Reflect.get(library, name) as new () => object, {
    construct: (target, args, self) => Reflect.construct(target, odd(args.length < 3 ? [...args, {}] : args), self),
    get: (target, key) => {
      const found = Reflect.get(target, key);
      return typeof found === 'function' && key !== 'prototype'
        ? (...args: unknown[]) => Reflect.apply(found, target, odd(args))
        : found;
    },
  });
  const names = { ...library, ...mesh, [name]: Class };
  const { code } = transformSync(exampleOf(name).join('\n'), { loader: 'ts' });
  const run = () => new Function(...Object.keys(names), code)(...Object.values(names));
  expect(run).toThrow(/^MESH626 .* nothing reads constructr; drop it/);
});
