import { type Block, isBlock } from '../../kit/json';
import { readYaml, YamlFault } from '../../kit/read-yaml';

/** Why an overlay's path leads nowhere. */
export class NoPlace extends Error {}

/** The steps of `spec.containers.[name:proxy].args.[30m]`; `\.` is a dot of a name. Source: istio/operator/pkg/util PathFromString. */
function stepsOf(path: string): readonly string[] {
  const steps = path.split(/(?<!\\)\./).map((step) => step.replaceAll('\\.', '.'));
  return steps.flatMap((step) => {
    const bracket = step.indexOf('[');
    return (bracket > 0 ? [step.slice(0, bracket), step.slice(bracket)] : [step]).filter((one) => one !== '');
  });
}

/** An overlay's value is text that may hold a block. Source: tpath tryToUnmarshalStringToYAML. */
function readValue(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const isBlockText = value.includes('\n') ? value.includes(':') : value.includes(': ');
  if (!isBlockText || value.trimStart().startsWith('{')) return value;
  try {
    const read = readYaml(value);
    return isBlock(read) ? read : value;
  } catch (error) {
    if (error instanceof YamlFault) return value;
    throw error;
  }
}

function indexOf(list: readonly unknown[], step: string): number {
  const inner = /^\[(.*)\]$/.exec(step)?.[1];
  if (inner === undefined) throw new NoPlace(`${step} names no entry of a list`);
  if (/^-?\d+$/.test(inner)) return Number(inner) < 0 || Number(inner) >= list.length ? list.length : Number(inner);
  const [key = '', ...rest] = inner.split(/(?<!\\):/);
  const wanted = rest.join(':').replaceAll('\\:', ':');
  const found = list.findIndex((item) =>
    isBlock(item) ? String(item[key]) === wanted : new RegExp(inner.replace(/^:/, '')).test(String(item)),
  );
  if (found === -1) throw new NoPlace(`there is no entry ${step}`);
  return found;
}

function changed(node: unknown, steps: readonly string[], value: unknown): unknown {
  const [step, ...rest] = steps;
  if (step === undefined) return value;
  if (Array.isArray(node) || (node === undefined && step.startsWith('['))) {
    const list: readonly unknown[] = Array.isArray(node) ? node : [];
    const at = indexOf(list, step);
    if (rest.length === 0 && value === undefined) return list.toSpliced(at, 1);
    return list.toSpliced(at, 1, changed(list[at], rest, value));
  }
  if (node !== undefined && !isBlock(node)) throw new NoPlace(`${step} is below a single value`);
  const { [step]: inner, ...others } = node ?? {};
  if (rest.length === 0 && value === undefined) return others;
  return { ...node, [step]: changed(inner, rest, value) };
}

/**
 * An object with one patch of `k8s.overlays` made, as istioctl makes it: without a value it removes.
 * @throws NoPlace for a path that leads nowhere
 */
export const overlaid = (object: Block, path: string, value: unknown): Block =>
  changed(object, stepsOf(path), value === null ? undefined : readValue(value)) as Block;
