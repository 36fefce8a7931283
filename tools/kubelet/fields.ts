import { machineOf } from './machine';
import type { Container, Pod } from './types';

/** What a node of two cores and one GiB answers where a container has no limit of its own. */
const NODE = { 'limits.cpu': '2', 'requests.cpu': '2', 'limits.memory': `${2 ** 30}`, 'requests.memory': `${2 ** 30}` };

const lines = (map: Readonly<Record<string, string>> = {}) =>
  Object.entries(map)
    .map(([key, value]) => `${key}=${JSON.stringify(value)}\n`)
    .join('');

/** The value of a `fieldPath`. */
export function field(pod: Pod, address: string, path: string): string {
  const { metadata, spec } = pod;
  const [, map, key] = /^metadata\.(labels|annotations)\['(.+)'\]$/.exec(path) ?? [];
  if (map !== undefined && key !== undefined) return metadata[map as 'labels' | 'annotations']?.[key] ?? '';
  const known: Readonly<Record<string, string | undefined>> = {
    'metadata.name': metadata.name,
    'metadata.namespace': metadata.namespace,
    'metadata.uid': metadata.uid,
    'metadata.labels': lines(metadata.labels),
    'metadata.annotations': lines(metadata.annotations),
    'spec.nodeName': spec.nodeName,
    'spec.serviceAccountName': spec.serviceAccountName ?? 'default',
    'status.podIP': address,
    'status.podIPs': address,
    'status.hostIP': machineOf(spec.nodeName).host,
  };
  return known[path] ?? '';
}

export const resource = (name: string): string => NODE[name as keyof typeof NODE] ?? '';

const referred = (text: string, env: Readonly<Record<string, string>>) =>
  text.replaceAll(/\$\((\w+)\)/g, (whole, name: string) => env[name] ?? whole);

/** The environment that a container's spec describes. */
export function environmentOf(container: Container, pod: Pod, address: string): Readonly<Record<string, string>> {
  const env: Record<string, string> = {};
  for (const { name, value = '', valueFrom } of container.env ?? []) {
    if (valueFrom?.fieldRef) env[name] = field(pod, address, valueFrom.fieldRef.fieldPath);
    else if (valueFrom?.resourceFieldRef) env[name] = resource(valueFrom.resourceFieldRef.resource);
    else env[name] = referred(value, env);
  }
  return env;
}

/** Its arguments, with `$(NAME)` replaced. */
export const argumentsOf = ({ args = [] }: Container, env: Readonly<Record<string, string>>): readonly string[] =>
  args.map((arg) => referred(arg, env));
