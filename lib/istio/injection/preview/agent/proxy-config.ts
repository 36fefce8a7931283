import schema from '../../../../../imports/proto/mesh-schema.json';
import { durationSeconds } from '../../../../kit/formats/formats';
import { type Block, isBlock } from '../../../../kit/json';
import { fullMeshConfig } from '../../../full-mesh-config';
import type { IstioProps, StringMap } from '../../../props';
import { Revision } from '../../../revisions/revision';
import { PRINTED, type ProxyConfigInput } from '../../template/input';

type Fields = Readonly<Record<string, { readonly message?: string; readonly type?: string; readonly enum?: string }>>;
const MESSAGES: Readonly<Record<string, Fields>> = schema.messages;

/** What istiod takes for granted, and leaves out of what it tells the proxy. Source: DefaultProxyConfig in pkg/config/mesh. */
const DEFAULTS: Block = {
  configPath: './etc/istio/proxy',
  binaryPath: '/usr/local/bin/envoy',
  serviceCluster: 'istio-proxy',
  drainDuration: '45s',
  terminationDrainDuration: '5s',
  discoveryAddress: 'istiod.istio-system.svc:15012',
  proxyAdminPort: 15000,
  controlPlaneAuthPolicy: 'MUTUAL_TLS',
  statNameLength: 189,
  statusPort: 15020,
};

/** Fields that are merged; all others replace. Source: MergeProxyConfig in pkg/config/mesh. */
const MERGED = ['proxyMetadata', 'proxyHeaders'];

function merged(base: Block, patch: Block): Block {
  const both = MERGED.flatMap((key) => {
    const [under, over] = [base[key], patch[key]];
    return isBlock(under) && isBlock(over) ? [[key, { ...under, ...over }]] : [];
  });
  return { ...base, ...patch, ...Object.fromEntries(both) };
}

/** The configuration of one proxy: the mesh's, then the pod's own from its annotation `proxy.istio.io/config`. */
export const proxyConfigOf = (istio: IstioProps, own: Block): Block =>
  [meshProxyConfig(istio), own].reduce(merged, DEFAULTS);

/** The configuration of a proxy without one of its own. */
export const meshProxyConfig = (istio: IstioProps): Block =>
  merged(DEFAULTS, (fullMeshConfig(new Revision(istio), istio).defaultConfig ?? {}) as Block);

/** Fields that wrap a value, and are printed even where it is zero. */
const WRAPPERS = ['concurrency', 'holdApplicationUntilProxyStarts', 'statsCompression', 'fileFlushMinSizeKb'];

/** A duration as protobuf prints it: in seconds, with 0, 3, 6 or 9 decimals. */
const inSeconds = (duration: string): string => {
  const seconds = durationSeconds(duration);
  return seconds === undefined
    ? duration
    : `${seconds
        .toFixed(9)
        .replace(/(000){1,3}$/, '')
        .replace(/\.$/, '')}s`;
};

const isZero = (value: unknown): boolean =>
  value === 0 || value === false || value === '' || value === undefined || (Array.isArray(value) && value.length === 0);

/** JSON as protobuf prints it: fields in the order of their declaration, empty ones and first enum values left out. */
function inProtoOrder(message: string, value: Block): Block {
  const fields = MESSAGES[message] ?? {};
  const enums: Readonly<Record<string, readonly string[]>> = schema.enums;
  return Object.fromEntries(
    Object.entries(fields).flatMap(([name, field]) => {
      const under = value[name];
      const first = field.enum !== undefined ? enums[field.enum]?.[0] : undefined;
      if (under === undefined || under === null || under === first) return [];
      if (isZero(under) && !WRAPPERS.includes(name)) return [];
      if (field.type === 'duration') return [[name, inSeconds(String(under))]];
      if (field.message === undefined) return [[name, isBlock(under) ? sorted(under) : under]];
      const inner = (one: unknown) => (isBlock(one) ? inProtoOrder(field.message ?? '', one) : one);
      return [[name, Array.isArray(under) ? under.map(inner) : inner(under)]];
    }),
  );
}

const sorted = (map: Block): Block => Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : 1)));

/** What templates see of a proxy's configuration. */
export function proxyConfigInput(config: Block): ProxyConfigInput {
  const told = Object.fromEntries(Object.entries(config).filter(([key, value]) => value !== DEFAULTS[key]));
  return {
    InterceptionMode: String(config['interceptionMode'] ?? 'REDIRECT'),
    ProxyMetadata: (config['proxyMetadata'] ?? {}) as StringMap,
    HoldApplicationUntilProxyStarts: { GetValue: config['holdApplicationUntilProxyStarts'] === true },
    DiscoveryAddress: String(config['discoveryAddress']),
    [PRINTED]: JSON.stringify(inProtoOrder('ProxyConfig', told)),
  };
}
