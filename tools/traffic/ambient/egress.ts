import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { Waypoint } from '../../../lib/mesh/ambient/waypoint';
import { ExternalService } from '../../../lib/mesh/edge/external-service';
import { Deny } from '../../../lib/mesh/security/authorization';
import { http } from '../../../lib/mesh/services/ports';
import { FIRST } from '../../kubelet/machine';
import { certificate } from '../egress';
import type { Seen } from '../outside';
import { between } from './changes';
import type { Ambient } from './lab';
import { ambient, type Shop, shop } from './mesh';

const HOST = 'maps.example.com';

/** A server outside of the mesh, on the first node's own address. */
async function outside(): Promise<{ readonly port: number; readonly child: ChildProcess }> {
  const { key, cert } = certificate();
  const args = ['-r', require.resolve('tsx/cjs'), require.resolve('../outside'), key, cert];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const [line] = await once(child.stdout, 'data');
  return { port: Number(JSON.parse(String(line))[0]), child };
}

/** A host outside that a waypoint reads: callers find it by ztunnel's DNS, leave through the waypoint, and its policies hold. */
export async function egress(lab: Ambient): Promise<void> {
  const { port, child } = await outside();
  const known = ({ namespace }: Shop, served: boolean) => {
    const endpoints = [{ address: FIRST.address, ports: { http: port } }];
    const maps = new ExternalService(namespace, 'maps', {
      hosts: [HOST],
      ports: [http(80)],
      resolution: 'STATIC',
      endpoints,
    });
    if (!served) return;
    new Waypoint(namespace, 'Egress', { name: 'egress' }).serve(maps);
    new Deny(namespace, 'private', { workload: maps, rules: [{ to: { paths: ['/private*'] } }] });
  };
  const friend = await lab.pod('guests', 'friend');
  const peer = (): string => {
    const [answer] = lab.ask(friend, `http://${HOST}/`);
    return answer?.status === 200 ? (JSON.parse(answer.body) as Seen).peer : String(answer?.status ?? 0);
  };
  const base = ambient(shop());
  try {
    await lab.becomes('a host outside is not known before it is declared', '0', peer);
    await between(lab, base, ambient(shop((all) => known(all, false))), async () => {
      await lab.becomes('a declared host is reached from the pod itself', friend.status?.podIP ?? '', peer);
    });
    await between(lab, base, ambient(shop((all) => known(all, true))), async () => {
      const waypoint = async () => {
        const [pod] = await lab.pods('shop', 'gateway.networking.k8s.io/gateway-name=egress');
        return pod?.status?.podIP ?? '';
      };
      const seen = async () => (peer() === (await waypoint()) ? 'the waypoint' : peer());
      await lab.becomes('a host with a waypoint is reached from it', 'the waypoint', seen);
      await lab.becomes('a path of it is denied there', '403', () =>
        String(lab.status(friend, `http://${HOST}/private/1`)),
      );
    });
  } finally {
    child.kill();
  }
}
