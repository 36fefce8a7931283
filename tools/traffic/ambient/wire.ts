import { execFileSync } from 'node:child_process';
import { machine } from '../../kubelet/machine';
import type { Running } from '../inside';
import type { Ambient } from './lab';

const HBONE = 15008;
const BOOKINFO = 9080;
const nft = (...args: readonly string[]) => execFileSync('nft', args, { encoding: 'utf8' });

/** Counts packets that pass between the nodes, by the port that they are for. */
export function counted(): () => Readonly<Record<string, number>> {
  const wire = machine(2).name;
  const rules = [HBONE, BOOKINFO].flatMap((port) =>
    ['iifname', 'oifname'].map((way) => `${way} "${wire}" tcp dport ${port} counter`),
  );
  nft('add', 'table', 'inet', 'seen');
  nft('add', 'chain', 'inet', 'seen', 'between', '{ type filter hook forward priority 0 ; }');
  for (const rule of rules) nft('add', 'rule', 'inet', 'seen', 'between', rule);
  return () => {
    const printed = nft('list', 'table', 'inet', 'seen');
    const found = printed.matchAll(/dport (\d+) counter packets (\d+)/g);
    const seen: Record<string, number> = {};
    for (const [, port = '', packets] of found) seen[port] = (seen[port] ?? 0) + Number(packets);
    return seen;
  };
}

/** Samples of a page of metrics: name and labels, and the value. */
const samples = (text: string): readonly (readonly [string, number])[] =>
  text
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))] as const);

const portOf = ({ metadata }: Running): string => metadata.annotations?.['prometheus.io/port'] ?? '';

/** What ztunnels say of connections, at the port that their pods tell Prometheus. */
export async function metrics(lab: Ambient): Promise<void> {
  const outside = await lab.pod('outside', 'bare');
  for (const pod of await lab.pods('istio-system', 'app=ztunnel')) {
    const [page] = lab.ask(outside, `http://${pod.status?.podIP}:${portOf(pod)}/metrics`);
    const opened = samples(page?.body ?? '').filter(
      ([name]) =>
        name.startsWith('istio_tcp_connections_opened_total') &&
        name.includes('destination_workload_namespace="bookinfo"'),
    );
    const secure = opened.filter(([name]) => name.includes('connection_security_policy="mutual_tls"'));
    const measured = `${page?.status}, ${opened.length} series of bookinfo, ${secure.length} of mutual TLS`;
    lab.report(
      `ambient: Prometheus scrapes ${pod.metadata.name} of ${pod.spec.nodeName}`,
      page?.status === 200 && secure.length > 0,
      measured,
    );
  }
}
