import { execFileSync, spawnSync } from 'node:child_process';
import type { Member } from './clusters';

const ADDRESS = 'jsonpath={.status.loadBalancer.ingress[0].ip}';

/** Address of a gateway's load balancer. */
export const balancerOf = ({ cluster: { env } }: Member, gateway: string): string =>
  execFileSync('kubectl', ['-n', 'istio-system', 'get', 'service', gateway, '-o', ADDRESS], {
    env,
    encoding: 'utf8',
  }).trim();

/** Address at which other networks enter this one. */
export const entryOf = (member: Member): string => balancerOf(member, 'istio-eastwestgateway');

/** What an east-west gateway leads somebody to who has no certificate and asks, in TLS, for a service by name and port: who has signed for it, and what it says. */
export function shown(member: Member, root: string, [service, port]: readonly [string, number]): string {
  const names = ['-servername', `outbound_.${port}_._.${service}.svc.cluster.local`, '-alpn', 'istio'];
  const args = ['s_client', '-connect', `${entryOf(member)}:15443`, ...names, '-CAfile', root, '-ign_eof'];
  const asked = { input: 'GET / HTTP/1.0\r\n\r\n', encoding: 'utf8', timeout: 10_000 } as const;
  const { stdout, stderr } = spawnSync('openssl', args, asked);
  const issuer = /^issuer=(.*)$/m.exec(stdout)?.[1]?.replaceAll(' ', '') ?? 'nobody';
  const verified = stdout.includes('Verify return code: 0 (ok)') ? 'below the root' : 'not below the root';
  const refused = /alert (certificate required|handshake failure|number 116)/i.test(stdout + stderr);
  return `${issuer}, ${verified}, ${stdout.includes('HTTP/1.') ? 'answers' : refused ? 'wants a certificate' : 'silent'}`;
}
