import { isLabelValue } from '../../kit/formats/formats';
import { hasItsValues, isQualifiedName, OPERATORS, valuesOf } from '../../kit/formats/labels';
import { isPlace, overlapping, TOPOLOGY } from '../../kit/formats/places';
import { type Block, isBlock, shown, under } from '../../kit/json';
import type { Problem } from '../../kit/problems';
import { MESH_CONFIG } from '../../problems/istio/mesh-config';

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
  'MeshConfig.ExtensionProvider.OpenTelemetryTracingProvider': ({ grpc, http }, path) =>
    isBlock(grpc) && isBlock(http) ? [MESH_CONFIG.conflict(path, 'grpc', 'http')] : [],
  LabelSelector: ({ matchLabels }, path) =>
    isBlock(matchLabels) ? labelProblems(matchLabels, `${path}.matchLabels`) : [],
  LabelSelectorRequirement: requirementProblems,
  ConnectionPoolSettings: (pool, path) => missing(path, pool, 'tcp or http'),
  'ConnectionPoolSettings.HTTPSettings': (http, path) =>
    http['h2UpgradePolicy'] === 'UPGRADE' && http['useClientProtocol'] === true
      ? [MESH_CONFIG.conflict(path, 'h2UpgradePolicy UPGRADE', 'useClientProtocol')]
      : [],
  'MeshConfig.TLSConfig': ({ ecdhCurves }, path) => {
    const curves = texts(ecdhCurves);
    return curves
      .filter((curve, i) => (curve !== '' && !CURVES.includes(curve)) || curves.indexOf(curve) !== i)
      .map((curve) => MESH_CONFIG.value(`${path}.ecdhCurves`, shown(curve), `each of ${CURVES.join(', ')} once`));
  },
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
    ...(blocks(setting['failover']).length > 0
      ? topologyIn(setting).map((label) => MESH_CONFIG.conflict(path, 'failover', `${label} in failoverPriority`))
      : []),
    ...overlapProblems(
      blocks(setting['distribute']).map(({ from }) => String(from)),
      `${path}.distribute`,
    ),
    ...failoverProblems(setting, path),
  ],
  ZoneAwareLoadBalancerSetting: (setting, path) => [
    ...topologyIn(setting).map((label) =>
      MESH_CONFIG.value(`${path}.failoverPriority`, shown(label), 'other labels: zones are told apart anyway'),
    ),
    ...failoverProblems(setting, path),
  ],
  'LocalityLoadBalancerSetting.Distribute': ({ from, to }, path) => {
    const shares = Object.entries(isBlock(to) ? to : {});
    const total = shares.reduce((sum, [, weight]) => sum + Number(weight), 0);
    const places = shares.map(([place]) => place);
    const odd = [String(from ?? ''), ...places].filter((place) => !isPlace(place));
    return [
      ...odd.map((place) => MESH_CONFIG.value(path, shown(place), 'region/zone/subzone, with * at the end alone')),
      ...overlapProblems(places, `${path}.to`),
      ...shares
        .filter(([, weight]) => Number(weight) < 1)
        .map(([place]) => MESH_CONFIG.value(`${path}.to.${place}`, '0', 'a share from 1 to 100')),
      ...(total === 100 ? [] : [MESH_CONFIG.value(`${path}.to`, `${total} in all`, 'weights that add up to 100')]),
    ];
  },
};

/** istiod leaves out a whole list of selectors for one that it cannot read. Source: istio.io/istio pkg/config/mesh/labelselector. */
function labelProblems(labels: Block, path: string): readonly Problem[] {
  return Object.entries(labels).flatMap(([key, value]) => [
    ...(isQualifiedName(key) ? [] : [MESH_CONFIG.value(path, `for the label ${shown(key)}`, 'a key, [prefix/]name')]),
    ...(typeof value !== 'string' || isLabelValue(value)
      ? []
      : [MESH_CONFIG.value(under(path, key), shown(value), 'a value of a label')]),
  ]);
}

function requirementProblems({ key, operator, values }: Block, path: string): readonly Problem[] {
  const line = { key: String(key ?? ''), operator: String(operator ?? ''), values: texts(values) };
  if (!OPERATORS.some((known) => known === line.operator))
    return [MESH_CONFIG.value(`${path}.operator`, shown(operator), `one of ${OPERATORS.join(', ')}`)];
  return [
    ...(isQualifiedName(line.key) ? [] : [MESH_CONFIG.value(`${path}.key`, shown(key), 'a key, [prefix/]name')]),
    ...(hasItsValues(line)
      ? []
      : [
          MESH_CONFIG.value(
            `${path}.values`,
            line.values.length === 0 ? 'empty' : shown(values),
            `${valuesOf(line.operator)} beside ${line.operator}`,
          ),
        ]),
  ];
}

/** Source: istio.io/istio pkg/config/security ValidECDHCurves. */
const CURVES = ['P-224', 'P-256', 'P-384', 'P-521', 'X25519', 'X25519Kyber768Draft00', 'X25519MLKEM768'];

const topologyIn = (setting: Block): readonly string[] =>
  texts(setting['failoverPriority']).filter((label) => TOPOLOGY.includes(label));

function overlapProblems(places: readonly string[], path: string): readonly Problem[] {
  const both = overlapping(places);
  return both === undefined
    ? []
    : [MESH_CONFIG.value(path, both.join(' and '), 'places of which none is within another')];
}

const failoverProblems = (setting: Block, path: string): readonly Problem[] =>
  blocks(setting['failover']).flatMap(({ from, to }, i) =>
    from === to ? [MESH_CONFIG.value(`${path}.failover[${i}].to`, shown(to), 'another region than in "from"')] : [],
  );

const missing = (path: string, block: Block, choice: string): readonly Problem[] =>
  Object.keys(block).length > 0 ? [] : [MESH_CONFIG.missing(path, choice, 'one of them')];
