import { isIP } from 'node:net';

/** RFC 1123 label: what Kubernetes accepts as the name of a namespace, a Service or a revision. */
export const isDnsLabel = (text: string): boolean => /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(text);

/** RFC 1123 subdomain: what Kubernetes accepts as the name of most objects. */
export const isDnsSubdomain = (text: string): boolean =>
  text.length <= 253 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(text);

/** A TCP or UDP port number, 1-65535. */
export const isPort = (port: number): boolean => Number.isInteger(port) && port >= 1 && port <= 65535;

/** Go's and protobuf's duration as Istio writes it: `250ms`, `10s`, `1h30m`. */
export const isDuration = (text: string): boolean => /^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/.test(text);

/** Log levels of istiod and the agent, of Envoy, and of ztunnel, each alone or as `scope:level` (`target=level`) pairs. */
const LEVELS = {
  istio: 'none|fatal|error|warn|info|debug',
  envoy: 'trace|debug|info|warn|warning|error|critical|off',
  ztunnel: 'trace|debug|info|warn|error|off',
} as const;

/** What istiod and the agent take as `--log_output_level`; nothing stands for their own default. Source: istio.io/istio pkg/log options.go. */
export const isIstioLogLevel = (text: string): boolean =>
  new RegExp(`^(([\\w.-]+:)?(${LEVELS.istio})(,\\s*([\\w.-]+:)?(${LEVELS.istio}))*)?$`).test(text);

/** What Envoy takes as `--component-log-level`; nothing stands for none. */
export const isComponentLogLevel = (text: string): boolean =>
  new RegExp(`^([\\w.-]+:(${LEVELS.envoy})(,\\s*[\\w.-]+:(${LEVELS.envoy}))*)?$`).test(text);

/** What ztunnel takes as `RUST_LOG`: `info`, `info,access=debug`. Source: tracing-subscriber's EnvFilter, without its spans. */
export const isRustLogLevel = (text: string): boolean =>
  new RegExp(`^([\\w:]+=)?(${LEVELS.ztunnel})(,([\\w:]+=)?(${LEVELS.ztunnel}))*$`, 'i').test(text);

const SECONDS: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1, ms: 1e-3, us: 1e-6, µs: 1e-6, ns: 1e-9 };

/** Seconds in a Go duration; `undefined` if it is none. */
export const durationSeconds = (text: string): number | undefined =>
  isDuration(text)
    ? [...text.matchAll(/([\d.]+)([a-zµ]+)/g)].reduce(
        (sum, [, n, unit = '']) => sum + Number(n) * (SECONDS[unit] ?? 0),
        0,
      )
    : undefined;

/** Milliseconds of a Go duration, without what floating point adds; `undefined` if it is none. */
export function durationMilliseconds(text: string): number | undefined {
  const seconds = durationSeconds(text);
  return seconds === undefined ? undefined : Number((seconds * 1000).toFixed(6));
}

/** An IPv4 or IPv6 address. Most texts are none at sight; node's own expression takes as long to compile as all others together. */
export const isAddress = (text: string): boolean => /^[\d.]+$|:/.test(text) && isIP(text) !== 0;

/** An address, or a host name that leads to one. */
export const isAddressOrHost = (text: string): boolean => isAddress(text) || isDnsSubdomain(text);

/** What Kubernetes accepts as the value of a label. */
export const isLabelValue = (text: string): boolean => /^([A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?)?$/.test(text);

/** A token of RFC 7230: the name of a header. */
export const isHeaderName = (name: string): boolean => /^[-!#$%&'*+.^_`|~0-9A-Za-z]+$/.test(name);

/** `address/prefix-length`, IPv4 or IPv6. */
export function isCidr(text: string): boolean {
  const [address = '', prefix = '', more] = text.split('/');
  if (more !== undefined || !/^\d{1,3}$/.test(prefix) || !isAddress(address)) return false;
  return Number(prefix) <= (isIP(address) === 6 ? 128 : 32);
}
