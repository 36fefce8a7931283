import { type Block, shown } from '../../kit/json';
import type { Problem } from '../../kit/problems';
import { MESH_CONFIG } from '../../problems/istio/mesh-config';
import { VERSIONS_OF } from '../../problems/istio/versions';
import { protoJsonProblems, type Visit } from '../proto-json';
import { newerMeshFields } from '../since';
import { MESH_RULES, REQUIRED } from './fields';
import { RELATIONS } from './relations';

/**
 * What is wrong in a mesh configuration. istiod itself says nothing: it drops a field that it does not know, and the whole
 * document for one value that it cannot read. With the minor of an istiod, also what that one does not know yet (MESH924).
 */
export const meshConfigProblems = (config: unknown, version?: string): readonly Problem[] =>
  protoJsonProblems('MeshConfig', config, 'meshConfig', visitAs(version));

/** What a proxy would not take from `meshConfig.defaultConfig` or from the annotation `proxy.istio.io/config`. */
export const proxyConfigProblems = (config: unknown, path = 'proxyConfig'): readonly Problem[] =>
  protoJsonProblems('ProxyConfig', config, path, visit);

/** What istiod would not take as its networks: `{ networks: { <name>: ... } }`. */
export const meshNetworksProblems = (networks: unknown): readonly Problem[] =>
  protoJsonProblems('MeshNetworks', networks, 'meshNetworks', visit);

/** The rules for one message of the right form: its values, what it must have, and how its fields go together. */
const visit = (message: string, value: Block, path: string): readonly Problem[] => [
  ...Object.entries(MESH_RULES[message] ?? {}).flatMap(([field, [accepts, wanted]]) =>
    places(`${path}.${field}`, value[field])
      .filter(([, item]) => item !== undefined && !accepts(item))
      .map(([place, item]) => MESH_CONFIG.value(place, shown(item), wanted)),
  ),
  ...(REQUIRED[message] ?? [])
    .filter((field) => value[field] === undefined)
    .map((field) => MESH_CONFIG.missing(path, field, MESH_RULES[message]?.[field]?.[1] ?? 'it')),
  ...(RELATIONS[message]?.(value, path) ?? []),
];

/** The same, and what an istiod of a minor does not know. */
const visitAs =
  (version: string | undefined): Visit =>
  (message, value, path) => [
    ...visit(message, value, path),
    ...(version === undefined ? [] : newerMeshFields(message, value, path, version)).map(({ field, since }) =>
      VERSIONS_OF.meshField(field, since, version ?? ''),
    ),
  ];

/** A value with its path, or the items of a list with theirs. */
const places = (path: string, value: unknown): readonly (readonly [path: string, value: unknown])[] =>
  Array.isArray(value) ? value.map((item, i) => [`${path}[${i}]`, item]) : [[path, value]];
