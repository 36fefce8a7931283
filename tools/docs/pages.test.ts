import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { RULES } from '../../lib/checks';
import { ENVIRONMENT_RULES } from '../../lib/installation/rules';

const root = join(__dirname, '..', '..');
const fresh = mkdtempSync(join(tmpdir(), 'docs-'));
const reference = join(fresh, 'reference');
afterAll(() => rmSync(fresh, { recursive: true }));

const filesIn = (folder: string) =>
  new Map(
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.md'))
      .sort()
      .map((file) => [file, readFileSync(join(folder, file), 'utf8')] as const),
  );

test('the reference is what the sources make (npm run docs:reference)', () => {
  execFileSync(process.execPath, ['-r', 'tsx/cjs', join(__dirname, 'main.ts'), reference], { cwd: root });
  const committed = filesIn(join(root, 'docs'));
  for (const [file, text] of filesIn(fresh)) expect([file, committed.get(file)]).toEqual([file, text]);
  // Every code of a rule has a place.
  const codes = [...RULES, ...ENVIRONMENT_RULES].flatMap((rule) => rule.codes);
  const messages = [...committed]
    .filter(([file]) => file.startsWith('reference/messages/'))
    .map(([, text]) => text)
    .join('\n');
  expect(codes.filter((code) => !messages.includes(`\n## ${code}\n`))).toEqual([]);
  expect(messages).not.toMatch(/undefined|\[object/);
  const commands = committed.get('reference/commands.md') ?? '';
  expect(commands.match(/^## /gm)?.length).toBeGreaterThan(10);
  // Every option says what it is for.
  expect(commands).not.toMatch(/\| `[^`]+` \| {2}\|/);
}, 60_000);
