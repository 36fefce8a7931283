import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Network } from './network';
import type { Pod } from './types';

const CONFIG = '/etc/cni/net.d';
const PROGRAMS = '/opt/cni/bin';
const VERSION = '0.3.1';

interface Plugins {
  readonly name: string;
  readonly plugins: readonly { readonly type: string }[];
}

function configuration(): Plugins | undefined {
  try {
    const [first] = readdirSync(CONFIG)
      .filter((name) => name.endsWith('.conflist'))
      .sort();
    return first === undefined ? undefined : JSON.parse(readFileSync(join(CONFIG, first), 'utf8'));
  } catch {
    return undefined;
  }
}

/** Runs a plugin as containerd does. @throws Error with what it has said */
function plugin(type: string, env: NodeJS.ProcessEnv, config: object): Promise<void> {
  const child = spawn(join(PROGRAMS, type), [], { env });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      said += chunk;
    });
  child.stdin.end(JSON.stringify(config));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => (code === 0 ? resolve() : reject(new Error(`${type}: ${said}`))));
  });
}

/** Has every plugin that others have chained to the node's own do its part. @throws Error while one of them cannot */
export async function chained(command: 'ADD' | 'DEL', { metadata }: Pod, network: Network): Promise<void> {
  const { name, plugins = [] } = configuration() ?? {};
  const sandbox = `/var/run/netns/${network.name}`;
  const env = {
    ...{ PATH: process.env['PATH'], CNI_COMMAND: command, CNI_CONTAINERID: metadata.uid, CNI_NETNS: sandbox },
    ...{ CNI_IFNAME: 'eth0', CNI_PATH: PROGRAMS },
    CNI_ARGS: `K8S_POD_NAMESPACE=${metadata.namespace};K8S_POD_NAME=${metadata.name};K8S_POD_UID=${metadata.uid}`,
  };
  const ips = [{ version: '4', address: `${network.address}/32`, gateway: network.node.address, interface: 0 }];
  const prevResult = { cniVersion: VERSION, interfaces: [{ name: 'eth0', sandbox }], ips, dns: {} };
  for (const one of plugins.slice(1)) await plugin(one.type, env, { ...one, name, cniVersion: VERSION, prevResult });
}
