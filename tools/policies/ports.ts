import { blockOf, listOf } from '../../lib/kit/json';
import type { Mesh } from '../../lib/model/mesh';

/** What is tried at each end. */
export interface Ports {
  readonly tcp: readonly number[];
  readonly udp: readonly number[];
}

/** A port that nothing names. */
const NOBODYS = 4711;
/** Ports of the mesh's own programs, whether or not somebody names them. Source: Istio, "Application requirements". */
const OF_ISTIO = [15001, 15006, 15008, 15010, 15012, 15014, 15017, 15020, 15021, 15053, 15090, 15443];

const isNumber = (port: unknown): port is number => typeof port === 'number';

/** Every number of a port in a value, whatever it is called. */
function within(value: unknown): readonly number[] {
  if (Array.isArray(value)) return value.flatMap(within);
  return Object.entries(blockOf(value)).flatMap(([key, inner]) =>
    isNumber(inner) && /(?<!node)port$/i.test(key) ? [inner] : within(inner),
  );
}

/** Every port that a Service, a container, a probe or a policy names, those of Istio, and one that nobody does. DNS is asked over UDP too. */
export function portsOf(mesh: Mesh): Ports {
  const named = [...mesh.Service, ...mesh.NetworkPolicy].flatMap(({ spec }) => within(spec));
  const declared = mesh.objects.flatMap(({ object }) => listOf(podContainers(object.spec)).flatMap(within));
  const tcp = [...new Set([...named, ...declared, ...OF_ISTIO, 53, 443, 6443, NOBODYS])];
  return { tcp: tcp.sort((a, b) => a - b), udp: [53] };
}

const podContainers = (spec: unknown): unknown =>
  blockOf(blockOf(blockOf(spec)['template'])['spec'])['containers'] ?? blockOf(spec)['containers'];
