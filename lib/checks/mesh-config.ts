import { type Block, isBlock, shown } from '../kit/json';
import type { Problem } from '../kit/problems';
import { MESH_RULES, REQUIRED } from './mesh-config-rules';
import { MESH_CONFIG } from './problems/mesh-config';
import { protoJsonProblems } from './proto-json';

/** Extension providers that every mesh has without declaring them. Source: istio.io/istio pkg/config/mesh DefaultMeshConfig. */
export const BUILT_IN_PROVIDERS = ['envoy', 'prometheus', 'stackdriver'] as const;

/** What istiod would not take as its mesh configuration; one such field makes it silently ignore all of it. */
export const meshConfigProblems = (config: unknown): readonly Problem[] =>
  protoJsonProblems('MeshConfig', config, 'meshConfig', visit);

/** What a proxy would not take from `meshConfig.defaultConfig` or from the annotation `proxy.istio.io/config`. */
export const proxyConfigProblems = (config: unknown, path = 'proxyConfig'): readonly Problem[] =>
  protoJsonProblems('ProxyConfig', config, path, visit);

/** What istiod would not take as its networks: `{ networks: { <name>: ... } }`. */
export const meshNetworksProblems = (networks: unknown): readonly Problem[] =>
  protoJsonProblems('MeshNetworks', networks, 'meshNetworks', visit);

/** The rules for one message of the right form: its values, what it must have, and how its fields go together. */
const visit = (message: string, value: Block, path: string): readonly Problem[] => [
  ...Object.entries(MESH_RULES[message] ?? {}).flatMap(([field, [accepts, wanted]]) =>
    value[field] === undefined || accepts(value[field])
      ? []
      : [MESH_CONFIG.value(`${path}.${field}`, shown(value[field]), wanted)],
  ),
  ...(REQUIRED[message] ?? [])
    .filter((field) => value[field] === undefined)
    .map((field) => MESH_CONFIG.missing(path, field, MESH_RULES[message]?.[field]?.[1] ?? 'it')),
  ...(RELATIONS[message]?.(value, path) ?? []),
];

const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
const blocks = (value: unknown): readonly Block[] => (Array.isArray(value) ? value.filter(isBlock) : []);

const RELATIONS: Readonly<Record<string, (value: Block, path: string) => readonly Problem[]>> = {
  MeshConfig: (mesh, path) => {
    const declared = blocks(mesh['extensionProviders']).map(({ name }) => String(name));
    const known = [...new Set([...BUILT_IN_PROVIDERS, ...declared])].sort();
    const twice = new Set(declared.filter((name, i) => declared.indexOf(name) !== i));
    const chosen = Object.entries(isBlock(mesh['defaultProviders']) ? mesh['defaultProviders'] : {});
    return [
      ...[...twice].map((name) => MESH_CONFIG.duplicate(`${path}.extensionProviders`, name)),
      ...chosen.flatMap(([purpose, names]) =>
        texts(names)
          .filter((name) => !known.includes(name))
          .map((name) => MESH_CONFIG.unknownProvider(`${path}.defaultProviders.${purpose}`, name, known)),
      ),
    ];
  },
  'MeshConfig.ExtensionProvider': (provider, path) =>
    Object.keys(provider).some((field) => field !== 'name') ? [] : [MESH_CONFIG.missing(path, 'provider', 'one')],
  LocalityLoadBalancerSetting: (setting, path) => [
    ...(blocks(setting['distribute']).length > 0 && blocks(setting['failover']).length > 0
      ? [MESH_CONFIG.conflict(path, 'distribute', 'failover')]
      : []),
    ...failoverProblems(setting, path),
  ],
  ZoneAwareLoadBalancerSetting: (setting, path) => failoverProblems(setting, path),
  'LocalityLoadBalancerSetting.Distribute': ({ to }, path) => {
    const weights = Object.values(isBlock(to) ? to : {}).map(Number);
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return total === 100 ? [] : [MESH_CONFIG.value(`${path}.to`, `${total} in all`, 'weights that add up to 100')];
  },
};

const failoverProblems = (setting: Block, path: string): readonly Problem[] =>
  blocks(setting['failover']).flatMap(({ from, to }, i) =>
    from === to ? [MESH_CONFIG.value(`${path}.failover[${i}].to`, shown(to), 'another region than in "from"')] : [],
  );
