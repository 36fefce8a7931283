import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What Istio's analyzers say of an object. */
export interface Said {
  /** `IST0101` */
  readonly code: string;
  /** `VirtualService foo/productpage`; without the namespace where the object names none. */
  readonly object: string;
}

/** One test of Istio's own: files, and what one of its analyzers must say of them, and nothing else. */
export interface Case {
  readonly name: string;
  readonly analyzer: string;
  readonly files: readonly string[];
  readonly meshConfig?: string;
  readonly expected: readonly Said[];
}

/** The folder of Istio's module, as `tools/truth` pins it. */
function moduleFolder(): string {
  const go = (...args: readonly string[]) =>
    execFileSync('go', args, { cwd: join(__dirname, '..', 'truth'), encoding: 'utf8' }).trim();
  go('mod', 'download', 'istio.io/istio');
  return go('list', '-m', '-f', '{{.Dir}}', 'istio.io/istio');
}

/** The lists between braces after `field:` in Go. */
const listOf = (block: string, field: string): string =>
  new RegExp(`\\b${field}:\\s*\\[\\][\\w.]+\\{((?:[^{}]|\\{[^{}]*\\})*)\\}`, 's').exec(block)?.[1] ?? '';
const textOf = (block: string, field: string): string | undefined =>
  new RegExp(`\\b${field}:\\s*"([^"]*)"`).exec(block)?.[1];
const withoutComments = (go: string): string => go.replaceAll(/(^|[\s,])\/\/.*$/gm, '$1');

/** Every test case of the analyzers, read where Go keeps the module. */
export function cases(): readonly Case[] {
  const analysis = join(moduleFolder(), 'pkg', 'config', 'analysis');
  const folder = join(analysis, 'analyzers');
  const types = readFileSync(join(analysis, 'msg', 'messages.gen.go'), 'utf8');
  const codes = new Map(
    [...types.matchAll(/(\w+) = diag\.NewMessageType\([\w.]+, "(\w+)"/g)].map(([, a, b]) => [a, b]),
  );
  const grid = withoutComments(readFileSync(join(folder, 'analyzers_test.go'), 'utf8'));
  const body = /var testGrid = \[\]testCase\{(.*?)\n\}\n/s.exec(grid)?.[1] ?? '';
  return body
    .split(/\n\t\{\n/)
    .slice(1)
    .map((block): Case => {
      const meshConfig = textOf(block, 'meshConfigFile');
      return {
        name: textOf(block, 'name') ?? '',
        analyzer: /analyzer:\s*&?([\w.]+)/.exec(block)?.[1] ?? '',
        files: [...listOf(block, 'inputFiles').matchAll(/"([^"]+)"/g)].map(([, file = '']) => join(folder, file)),
        ...(meshConfig !== undefined && { meshConfig: join(folder, meshConfig) }),
        expected: [...listOf(block, 'expected').matchAll(/msg\.(\w+),\s*"([^"]*)"/g)].map(([, type, object = '']) => ({
          code: codes.get(type) ?? `no code of ${type}`,
          object,
        })),
      };
    });
}
