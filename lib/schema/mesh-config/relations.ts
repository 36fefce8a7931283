import { type Block, isBlock, shown } from '../../kit/json';
import type { Problem } from '../../kit/problems';
import { MESH_CONFIG } from '../../problems/mesh-config';

/** Extension providers that every mesh has without declaring them. Source: istio.io/istio pkg/config/mesh DefaultMeshConfig. */
export const BUILT_IN_PROVIDERS = ['envoy', 'prometheus', 'stackdriver'] as const;

const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
const blocks = (value: unknown): readonly Block[] => (Array.isArray(value) ? value.filter(isBlock) : []);

/** How the fields of a message go together. Source: istio.io/istio pkg/config/validation/agent. */
export const RELATIONS: Readonly<Record<string, (value: Block, path: string) => readonly Problem[]>> = {
  MeshConfig: (mesh, path) => {
    const declared = blocks(mesh['extensionProviders']).map(({ name }) => String(name));
    const known = [...new Set([...BUILT_IN_PROVIDERS, ...declared])].sort();
    const twice = new Set(declared.filter((name, i) => declared.indexOf(name) !== i));
    const chosen = Object.entries(isBlock(mesh['defaultProviders']) ? mesh['defaultProviders'] : {});
    const { ecdhCurves } = isBlock(mesh['meshMTLS']) ? mesh['meshMTLS'] : {};
    return [
      ...(ecdhCurves === undefined
        ? []
        : [MESH_CONFIG.value(`${path}.meshMTLS.ecdhCurves`, shown(ecdhCurves), 'the curves in tlsDefaults instead')]),
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
  ConnectionPoolSettings: (pool, path) => missing(path, pool, 'tcp or http'),
  PrivateKeyProvider: (provider, path) => missing(path, provider, 'cryptomb or qat'),
  ClientTLSSettings: (tls, path) =>
    tls['mode'] === 'MUTUAL' && tls['credentialName'] === undefined
      ? ['clientCertificate', 'privateKey']
          .filter((field) => tls[field] === undefined)
          .map((field) => MESH_CONFIG.missing(path, field, 'it, or credentialName'))
      : [],
  OutlierDetection: (detection, path) =>
    Number(detection['consecutiveLocalOriginFailures'] ?? 0) > 0 && detection['splitExternalLocalOriginErrors'] !== true
      ? [
          MESH_CONFIG.missing(
            path,
            'splitExternalLocalOriginErrors',
            'it as true, or drop consecutiveLocalOriginFailures',
          ),
        ]
      : [],
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

const missing = (path: string, block: Block, choice: string): readonly Problem[] =>
  Object.keys(block).length > 0 ? [] : [MESH_CONFIG.missing(path, choice, 'one of them')];
