import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { objectsOf, readInstallation } from './manifest';

let dist = '';
beforeEach(() => {
  dist = mkdtempSync(join(tmpdir(), 'dist-'));
  mkdirSync(join(dist, 'acme'));
});
afterEach(() => rmSync(dist, { recursive: true }));

const write = (file: string, text: string) => writeFileSync(join(dist, 'acme', file), text);
const secret = 'apiVersion: v1\nkind: Secret\nmetadata: {name: a}\n';

test('a file that somebody wrote by hand is read as kubectl reads it, and a List as its items', () => {
  write('60-own.k8s.yaml', `${secret}immutable: on\n---\nkind: List\nitems:\n- ${secret.replaceAll('\n', '\n  ')}\n`);
  expect(objectsOf(readInstallation(dist, 'acme'))).toEqual([
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' }, immutable: true },
    { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' } },
  ]);
});

test('everything that cannot be read is said at once, with its file and line', () => {
  write('10-one.k8s.yaml', `${secret}---\nkind: [\n---\nname: x\n`);
  write('60-two.k8s.yaml', 'a: *b\n');
  const read = () => readInstallation(dist, 'acme');
  expect(read).toThrow(/MESH860 \[acme\/10-one\.k8s\.yaml:6\]/);
  expect(read).toThrow(/MESH862 \[acme\/10-one\.k8s\.yaml:7\]/);
  expect(read).toThrow('MESH860 [acme/60-two.k8s.yaml:1] kubectl cannot read this: unknown anchor "b"');
});
