import { hostKey } from '../../lib/model/hosts/names';
import type { Outcome, Reached } from '../../lib/simulator/request';
import { bareHost } from '../../lib/simulator/routes/envoy';
import type { Answer, Share } from './lab';

/** A share as one line, the same for both sides. */
const line = (host: string, subset: string | undefined, port: number | undefined, share: number) =>
  `${host}${subset ? ` ${subset}` : ''}:${port ?? '?'} ${Math.round(share * 100) / 100}%`;

const ours = (all: readonly Reached[]): string =>
  all
    .map(({ host, subset, port, share }) => line(host, subset, port, share))
    .sort()
    .join(', ');

function theirs(
  all: readonly Share[],
  left: number,
  request: { readonly host: string; readonly port: number },
): string {
  const total = all.reduce((sum, { weight }) => sum + weight, 0);
  return all
    .filter(({ alive, weight }) => alive && weight > 0)
    .map(({ cluster, weight }) => {
      const [, port, subset, host] = cluster.split('|');
      const share = (weight / total) * left;
      // A host that nobody declares is asked at the address that the sender found for it.
      if (host === undefined) return line(bareHost(request.host), undefined, request.port, share);
      return line(hostKey(host, ''), subset, Number(port), share);
    })
    .sort()
    .join(', ');
}

const seconds = (text: string | undefined): number | undefined => {
  if (text === undefined) return undefined;
  const parts = [...text.matchAll(/([\d.]+)(ms|µs|h|m|s)/g)];
  const unit = { h: 3600, m: 60, s: 1, ms: 0.001, µs: 0.000001 } as Readonly<Record<string, number>>;
  return parts.reduce((sum, [, n, u]) => sum + Number(n) * (unit[u ?? ''] ?? Number.NaN), 0);
};

/** Where no listener reads HTTP, the request is a stream of bytes, and is answered as one. */
function streamed(answer: Answer): Answer {
  const [, text] = /malformed HTTP response (".*")/.exec(answer.error ?? '') ?? [];
  return text === undefined
    ? answer
    : { taken: JSON.parse(JSON.parse(text) as string) as NonNullable<Answer['taken']> };
}

/** What the product says that is not what happened, field by field; nothing where they agree. */
export function differences(
  said: Outcome,
  answer: Answer,
  request: { readonly host: string; readonly port: number },
): readonly string[] {
  const found: string[] = [];
  const same = (what: string, a: unknown, b: unknown) => {
    if (a !== b) found.push(`${what}: said ${a}, is ${b}`);
  };
  const { taken, heard, status, location, error } = streamed(answer);
  if (error !== undefined) {
    same('targets', ours(said.targets), '');
    if (found.length > 0) found.push(error);
    return found;
  }
  const abort = taken?.abort?.percent ?? (said.abort?.percent === 100 && said.abort.status === status ? 100 : 0);
  const left = 100 - abort;
  // A token that is refused is so before the route is taken, of which Envoy may have read the headers already.
  const isRefused = status === 401 && heard === undefined;
  const shares = (taken?.shares ?? []).filter(() => left > 0 && !isRefused);
  same('targets', ours(said.targets), theirs(shares, left, request));
  // Of a connection, Envoy only closes it.
  if (said.targets.length === 0 && said.abort === undefined && status !== undefined)
    same('status', said.status, status);
  if (said.targets.length > 0 && status !== undefined && status !== 200 && shares.every(({ alive }) => alive))
    same('status', 200, status);
  same('location', said.location, location);
  if (said.targets.length > 0 && taken !== undefined) {
    const mirrors = (taken.mirrors ?? [])
      .map((one) => theirs([one], (one.weight / 100) * left, request))
      .filter(Boolean);
    same('mirrors', ours(said.mirrors), mirrors.sort().join(', '));
    same('timeout', seconds(said.timeout) ?? 0, seconds(taken.timeout) ?? 0);
    same('abort', said.abort?.percent ?? 0, taken.abort?.percent ?? 0);
    same('delay', said.delay?.percent ?? 0, taken.delay?.percent ?? 0);
    if (said.retries !== undefined) same('retries', said.retries, taken.retries ?? 0);
  }
  if (heard !== undefined && said.targets.length > 0) {
    same('path', said.path, heard.path.replace(/\?.*$/, ''));
    const [, port, subset, host = ''] = heard.cluster.split('|');
    // Two shares may be of one place, with hosts of their own.
    const hosts = said.targets
      .filter((one) => one.host === hostKey(host, '') && String(one.port) === port && (one.subset ?? '') === subset)
      .map(({ asHost }) => asHost ?? said.host);
    if (!hosts.includes(heard.host)) same('host', hosts.join(' or ') || said.host, heard.host);
  }
  return found;
}
