/** Kubernetes' resource quantity: `100m`, `128Mi`, `1.5`, `2e3`. */
export const isQuantity = (text: string): boolean =>
  /^[+-]?(\d+(\.\d*)?|\.\d+)(m|k|M|G|T|P|E|n|u|Ki|Mi|Gi|Ti|Pi|Ei|[eE][+-]?\d+)?$/.test(text);

/** RFC 1123 label: what Kubernetes accepts as the name of a namespace, a Service or a revision. */
export const isDnsLabel = (text: string): boolean => /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/.test(text);

/** RFC 1123 subdomain: what Kubernetes accepts as the name of most objects. */
export const isDnsSubdomain = (text: string): boolean =>
  text.length <= 253 && /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/.test(text);

/** A TCP or UDP port number, 1-65535. */
export const isPort = (port: number): boolean => Number.isInteger(port) && port >= 1 && port <= 65535;

/** Go's and protobuf's duration as Istio writes it: `250ms`, `10s`, `1h30m`. */
export const isDuration = (text: string): boolean => /^(\d+(\.\d+)?(ns|us|µs|ms|s|m|h))+$/.test(text);

const isIPv4 = (text: string): boolean =>
  /^\d{1,3}(\.\d{1,3}){3}$/.test(text) &&
  text.split('.').every((part) => Number(part) <= 255 && String(Number(part)) === part);

/** An IPv4 or IPv6 address. */
export function isAddress(text: string): boolean {
  if (isIPv4(text)) return true;
  if (!/^[0-9a-fA-F:.]+$/.test(text) || !text.includes(':')) return false;
  const [head = '', tail, more] = text.split('::');
  if (more !== undefined) return false;
  const groups = [...head.split(':'), ...(tail ?? '').split(':')].filter((group) => group !== '');
  const last = groups.at(-1) ?? '';
  const size = groups.length + (isIPv4(last) ? 1 : 0);
  const wellFormed = groups.every(
    (group, i) => /^[0-9a-fA-F]{1,4}$/.test(group) || (i === groups.length - 1 && isIPv4(group)),
  );
  return wellFormed && (tail === undefined ? size === 8 : size < 8);
}

/** `address/prefix-length`, IPv4 or IPv6. */
export function isCidr(text: string): boolean {
  const [address = '', prefix = '', more] = text.split('/');
  if (more !== undefined || !/^\d{1,3}$/.test(prefix) || !isAddress(address)) return false;
  return Number(prefix) <= (address.includes(':') ? 128 : 32);
}
