import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { previewFile } from '../lib/istio/injection';
import { PROFILES } from '../lib/istio/profiles';
import type { IstioProps } from '../lib/istio/props';
import type { Minor } from '../lib/istio/versions';
import { type Block, isBlock } from '../lib/kit/json';
import { override } from '../lib/kit/override';
import { readManifests } from '../lib/kit/read-yaml';

/** The settings in which the official injector was run. */
const SETTINGS: Readonly<Record<string, { readonly istio: IstioProps; readonly native: boolean }>> = {
  default: { istio: PROFILES.default, native: true },
  'default-with-cni': { istio: override(PROFILES.default, { cni: { provider: 'default' } }), native: true },
  'demo-no-native': { istio: PROFILES.demo, native: false },
};

/** One input in one setting: what differs between the preview and the official injector's pods, by path. */
export interface InjectionCase {
  readonly name: string;
  readonly differences: readonly string[];
}

/** The preview of every input against what a minor's official injector made of it, in every setting. */
export const injectionCases = (version: Minor, inputs: string, expected: string): readonly InjectionCase[] =>
  Object.entries(SETTINGS).flatMap(([setting, { istio, native }]) =>
    readdirSync(join(inputs, 'injection', 'inputs')).map((file) => ({
      name: `${version} injection/${setting}/${file}`,
      differences: compared(override(istio, { version }), native, {
        input: join(inputs, 'injection', 'inputs', file),
        expected: join(expected, 'injection', 'expected', setting, file),
      }),
    })),
  );

function compared(
  istio: IstioProps,
  native: boolean,
  { input: file, expected }: { readonly input: string; readonly expected: string },
): readonly string[] {
  const input = readFileSync(file, 'utf8');
  const isRefused = existsSync(expected.replace(/\.yaml$/, '.error'));
  let objects: readonly Block[];
  try {
    // The reference tool takes a file of other objects for granted.
    objects = isWorkloadless(input)
      ? readManifests(input).filter(isBlock)
      : previewFile(istio, input, { nodesAreNative: native }).previews.map(({ object }) => object);
  } catch (error) {
    return isRefused ? [] : [`refused: ${error instanceof Error ? error.message : String(error)}`];
  }
  if (isRefused) return ['injected, where the official injector refuses'];
  return differences(comparable(objects), comparable(readManifests(readFileSync(expected, 'utf8'))), '');
}

const isWorkloadless = (text: string): boolean =>
  readManifests(text).every((document) => isBlock(document) && document['kind'] === 'Service');

/** What the official tool's types print, or forget, around the pod. */
const AROUND = ['status', 'paused', 'minReadySeconds', 'test'];

const ORDERED = ['containers', 'initContainers', 'args', 'command'];

/** Without empty fields; lists of named things by name, except where their order counts; JSON annotations as data. */
function comparable(value: unknown, key = ''): unknown {
  if (key === 'sidecar.istio.io/status' && typeof value === 'string') return JSON.parse(value);
  if (Array.isArray(value)) {
    const items = value.map((item) => comparable(item));
    const names = value.map((item) => (isBlock(item) ? (item['mountPath'] ?? item['name']) : undefined));
    if (ORDERED.includes(key) || names.includes(undefined) || new Set(names).size < names.length) return items;
    return Object.fromEntries(items.map((item, i) => [String(names[i]), item]));
  }
  if (!isBlock(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .map(([name, under]) => [name, comparable(under, name)] as const)
      .filter(([name, under]) => !isEmpty(under) && !AROUND.includes(name)),
  );
}

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || (typeof value === 'object' && Object.keys(value).length === 0);

function differences(ours: unknown, theirs: unknown, path: string): string[] {
  if (isDeepStrictEqual(ours, theirs)) return [];
  const both = [ours, theirs];
  if (both.every(isBlock) || both.every(Array.isArray)) {
    const [a, b] = [ours as Block, theirs as Block];
    return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((key) =>
      differences(a[key], b[key], `${path}.${key}`),
    );
  }
  return [`${path}: ours ${JSON.stringify(ours)}, reference ${JSON.stringify(theirs)}`];
}
