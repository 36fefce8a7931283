import type { Live, Manifest } from '../../lib/delivery/dist/manifest';
import { stageOfFile } from '../../lib/delivery/order/stages';
import { render } from '../../lib/delivery/render';
import type { Environment } from '../../lib/installation/environment';
import { readManifests } from '../../lib/kit/read-yaml';
import { identity } from '../../lib/model/object';
import type { Groups } from './states';
import { tour } from './tour';

/** Objects of one state by what they are, in the order of Argo CD's waves; their content as text. */
export type State = ReadonlyMap<string, string>;

const read = new Map<string, readonly Manifest[]>();

function manifests(text: string): readonly Manifest[] {
  const known = read.get(text) ?? (readManifests(text) as Manifest[]);
  read.set(text, known);
  return known;
}

export function stateOf(environment: Environment): State {
  const files = [...render([environment])].flatMap(([path, text]) => {
    const wave = stageOfFile(path)?.wave;
    return path.startsWith(`${environment.name}/`) && wave !== undefined ? [{ wave, text }] : [];
  });
  const sorted = files.toSorted((a, b) => a.wave - b.wave);
  return new Map(
    sorted.flatMap(({ text }) => manifests(text).map((one) => [identity(one), JSON.stringify(one)] as const)),
  );
}

/** Of each object, its contents one after the other, so that each follows every other that it may follow. */
export function ways(groups: Groups): ReadonlyMap<string, readonly string[]> {
  const edges = new Map<string, Map<string, Set<string>>>();
  for (const states of Object.values(groups)) {
    const all = Object.values(states).map(stateOf);
    for (const before of all)
      for (const [name, from] of before) {
        const known = edges.get(name) ?? new Map<string, Set<string>>();
        const to = known.get(from) ?? new Set<string>();
        edges.set(name, known.set(from, to));
        for (const after of all) {
          const next = after.get(name);
          if (next !== undefined && next !== from) to.add(next);
        }
      }
  }
  return new Map([...edges].map(([name, known]) => [name, tour(known)]));
}

interface Service {
  readonly type?: string;
  readonly ports?: readonly { readonly nodePort?: number }[];
}

/** What kubectl and the server note of their own. */
const NOTES = /^(kubectl\.kubernetes\.io\/|deprecated\.daemonset\.template\.generation$)/;

/** An object as the server stores it, without what it counts and chooses by itself. */
export function stored(given: Live, wanted: string): object {
  // Which policy an image gets that has none follows from the tag that it had when the object was new.
  const live: Live = wanted.includes('"imagePullPolicy"')
    ? given
    : JSON.parse(JSON.stringify(given), (key, value) => (key === 'imagePullPolicy' ? undefined : value));
  const { metadata, status: _, ...rest } = live as Live & { readonly status?: unknown; readonly spec?: Service };
  const annotations = Object.entries(metadata.annotations ?? {}).filter(([key]) => !NOTES.test(key));
  const { name, namespace, labels = {} } = metadata;
  return {
    ...rest,
    metadata: { name, namespace, labels, annotations: Object.fromEntries(annotations) },
    ...(live.kind === 'Service'
      ? { spec: chosen(rest.spec ?? {}, (JSON.parse(wanted) as { spec: Service }).spec) }
      : {}),
  };
}

/** Addresses and ports that nobody asked for are the server's choice. */
function chosen(spec: Service, wanted: Service): object {
  const {
    clusterIP: _ip,
    clusterIPs: _ips,
    healthCheckNodePort: _check,
    ports = [],
    ...rest
  } = spec as Service & Readonly<Record<string, unknown>>;
  return {
    ...rest,
    ports: ports.map(({ nodePort, ...port }, i) =>
      wanted.ports?.[i]?.nodePort === undefined && spec.type !== 'ClusterIP' ? port : { ...port, nodePort },
    ),
  };
}
