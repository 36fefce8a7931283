import { lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { filesAt, replaceFiles } from './files';

let place: string;
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'files-'));
});
afterEach(() => rmSync(place, { recursive: true }));

const links = () => readdirSync(place).filter((name) => lstatSync(join(place, name)).isSymbolicLink());
const data = () => readlinkSync(join(place, '..data'));

test('a volume gets all of its files by one link', () => {
  replaceFiles(place, { 'root-cert.pem': 'old', 'more/key.pem': 'key' });
  expect(links()).toEqual(['..data', 'more', 'root-cert.pem']);
  expect(readFileSync(join(place, 'root-cert.pem'), 'utf8')).toBe('old');
  expect(filesAt(place)).toEqual({ 'root-cert.pem': 'old', 'more/key.pem': 'key' });
  const before = data();
  replaceFiles(place, { 'root-cert.pem': 'new', 'ca-cert.pem': 'ca' });
  expect(data()).not.toBe(before);
  expect(links()).toEqual(['..data', 'ca-cert.pem', 'root-cert.pem']);
  expect(readFileSync(join(place, 'root-cert.pem'), 'utf8')).toBe('new');
  // Of before, nothing is left.
  expect(readdirSync(place).filter((name) => !links().includes(name))).toEqual([data()]);
});

test('who watches a volume sees nothing where nothing differs', () => {
  replaceFiles(place, { a: '1', b: '2' });
  const before = data();
  replaceFiles(place, { b: '2', a: '1' });
  expect(data()).toBe(before);
  replaceFiles(place, { a: '1' });
  expect(data()).not.toBe(before);
});

test('a volume may have no file', () => {
  replaceFiles(place, {});
  expect(links()).toEqual(['..data']);
  replaceFiles(place, { a: '1' });
  replaceFiles(place, {});
  expect(filesAt(place)).toEqual({});
  expect(links()).toEqual(['..data']);
});
