import { isWild } from './holding';

const LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/i;
const WILD_LABEL = /^(\*|(\*-?)?[a-z0-9]([-a-z0-9]*[a-z0-9])?)$/i;

/**
 * A DNS name, whose first label may be or begin with `*`, and which may end with a dot.
 * Source: istio pkg/config/validation/agent, ValidateWildcardDomain.
 */
export function isHost(host: string): boolean {
  const [first = '', ...rest] = host.replace(/(?<=\..*)\.$/, '').split('.');
  return (
    host.length <= 255 &&
    WILD_LABEL.test(first) &&
    first.length <= 64 &&
    rest.every((one) => LABEL.test(one)) &&
    !/^\d+$/.test(rest.at(-1) ?? '')
  );
}

/** A host whose first label may be `*`, but no part of one: what gateways serve and certificates are for. */
export const isPlainHost = (host: string): boolean => isHost(host) && !/^\*[^.]/.test(host);

/** A host without a wildcard. */
export const isExactHost = (host: string): boolean => isHost(host) && !isWild(host);

/** A Unix socket: `unix://` with a path, or with an abstract name. */
export const isSocket = (address: string): boolean => /^unix:\/\/(\/.*[^/]|@.*)$/.test(address);
