import { readdirSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import type { Live, Manifest } from '../../delivery/dist/manifest';
import { readManifests } from '../../kit/read-yaml';
import { DIST, kubectl } from './testbed';

// What others have in a cluster that is in use.

const CRDS = join(DIST, 'crds');
const BUNDLE = 'gateway.networking.k8s.io/bundle-version';
const CHANNEL = 'gateway.networking.k8s.io/channel';

export interface Crd extends Manifest {
  readonly spec: { readonly versions: readonly Version[] };
}
interface Version {
  readonly name: string;
  readonly schema: { readonly openAPIV3Schema: Schema };
}
export interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
}

/** CRDs of a project as synth writes them: `istio`, `gateway-api`. */
export function crdsOf(project: string, folder = CRDS): readonly Crd[] {
  const file = readdirSync(folder).find((name) => name.startsWith(`${project}-`)) ?? '';
  return readManifests(readFileSync(join(folder, file), 'utf8')) as Crd[];
}

/** Objects as another release has them. */
const released = <T extends Manifest>(objects: readonly T[], release: string, channel: string): readonly T[] =>
  objects.map((object) => ({
    ...object,
    metadata: {
      ...object.metadata,
      annotations: { ...object.metadata.annotations, [BUNDLE]: release, [CHANNEL]: channel },
    },
  }));

/** CRDs that know one more field of routes: `sessionPersistence`, as the experimental channel does, and later releases may. */
const withSessions = (objects: readonly Crd[]): readonly Crd[] =>
  JSON.parse(JSON.stringify(objects), (key, value) =>
    key === 'rules' && value.type === 'array' && value.items?.properties?.matches !== undefined
      ? {
          ...value,
          items: {
            ...value.items,
            properties: {
              ...value.items.properties,
              sessionPersistence: { type: 'object', properties: { sessionName: { type: 'string' } } },
            },
          },
        }
      : value,
  );

/** A route of somebody who has such CRDs. */
export const route = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { name: 'theirs', namespace: 'default' },
  spec: {
    rules: [
      {
        sessionPersistence: { sessionName: 'theirs' },
        retry: { attempts: 3, codes: [503] },
        backendRefs: [{ name: 'shop', port: 80 }],
      },
    ],
  },
};

/** The Gateway API of somebody else: its CRDs and what guards them. */
export interface GatewayApi {
  readonly what: string;
  readonly release: string;
  readonly channel: string;
  readonly objects: readonly Manifest[];
}

/** Releases of the Gateway API: ours as others have them, and real ones of which `GATEWAY_API_CRDS` names the folders. */
export const GATEWAY_APIS: readonly GatewayApi[] = [
  ...(
    [
      ['newer', 'v1.8.0', 'standard'],
      ['newer by a patch', 'v1.7.9', 'standard'],
      ['experimental', 'v1.6.0', 'experimental'],
    ] as const
  ).map(([what, release, channel]) => ({
    ...{ what, release, channel },
    objects: [
      ...released(withSessions(crdsOf('gateway-api')), release, channel),
      ...released(crdsOf('gateway-api', join(CRDS, 'guard')), release, channel),
    ],
  })),
  ...(process.env['GATEWAY_API_CRDS'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => {
      const files = readdirSync(folder).filter((name) => name.startsWith('gateway.'));
      const objects = files.flatMap((name) => readManifests(readFileSync(join(folder, name), 'utf8')) as Manifest[]);
      const { annotations = {} } =
        objects.find(({ metadata }) => metadata.name.startsWith('httproutes.'))?.metadata ?? {};
      return {
        what: `really ${folder}`,
        release: annotations[BUNDLE] ?? '',
        channel: annotations[CHANNEL] ?? '',
        objects,
      };
    }),
];

/** Objects as somebody who installs with Helm has them. */
export const byHelm = (objects: readonly Manifest[]): readonly Manifest[] =>
  objects.map((object) => ({
    ...object,
    metadata: { ...object.metadata, labels: { ...object.metadata.labels, 'app.kubernetes.io/managed-by': 'Helm' } },
  }));

/** Objects as `kubectl get -o json` says that the server has them, without its notes on who wrote which field. */
export function withoutManagers(said: string): readonly Live[] {
  const { items = [], ...one } = JSON.parse(said) as { items?: readonly Live[] };
  return (items.length > 0 ? items : [one as Live]).map(({ metadata, ...rest }) => {
    const { managedFields: _fields, ...own } = metadata;
    return { ...rest, metadata: own };
  });
}

export const stored = (...names: readonly string[]): readonly Live[] =>
  withoutManagers(kubectl('get', ...names, '-o', 'json'));
