import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { processesOf } from '../../kubelet/cgroup';
import type { Pod } from '../../kubelet/types';
import { processOf } from '../inside';

/** What comes from elsewhere for a port; it is another one when the sidecar's redirection has been at work. */
const fromElsewhere = (port: number): string => `iifname eth0 meta l4proto tcp ct original proto-dst ${port}`;
/** A rule in a pod's network, of which its own node, and so Kubernetes, sees nothing. @returns what takes it away */
function cut(pod: Pod, rule: string): () => void {
  const nft = (...args: readonly string[]) =>
    execFileSync('nsenter', ['-t', String(processOf(pod)), '-n', 'nft', ...args]);
  nft('add', 'table', 'inet', 'cut');
  nft('add', 'chain', 'inet', 'cut', 'in', '{ type filter hook input priority 0 ; }');
  nft('add', 'rule', 'inet', 'cut', 'in', rule);
  return () => nft('delete', 'table', 'inet', 'cut');
}

/** Whoever begins or has a connection to a pod's port from elsewhere is refused. */
export const refuse = (pod: Pod, port: number) => cut(pod, `${fromElsewhere(port)} reject with tcp reset`);
/** What is sent to a pod's port from elsewhere is lost on the way. */
export const swallow = (pod: Pod, port: number) => cut(pod, `${fromElsewhere(port)} drop`);

/** A pod's stand-in takes connections and requests, answers its probes, and nothing else. @returns what lets it answer again */
export function silence(pod: Pod): () => void {
  const isStandIn = (pid: number) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('/stand-in.js');
  const turn = () => {
    for (const pid of processesOf(pod).filter(isStandIn)) process.kill(pid, 'SIGUSR2');
  };
  turn();
  return turn;
}
