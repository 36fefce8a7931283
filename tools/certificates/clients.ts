import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Lab } from './lab';
import { asked, OF_THE_MESH } from './wire';

/** What workloads of the shop are called, but for their last word. */
export const IDENTITY = 'spiffe://cluster.local/ns/shop/sa';

export interface ClientCertificate {
  readonly cert: string;
  readonly key: string;
}

/** A certificate for an identity, by the authority whose key and certificate begin with a name in the folder. */
export function clientCertificate(folder: string, authority: string, identity: string): ClientCertificate {
  const own = mkdtempSync(join(folder, 'client-'));
  const openssl = (...args: readonly string[]) => execFileSync('openssl', args, { cwd: own, stdio: 'pipe' });
  writeFileSync(join(own, 'client.ext'), `subjectAltName=critical,URI:${identity}\n`);
  const request = [
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-subj',
    '/O=test',
    '-keyout',
    'client-key.pem',
    '-out',
    'client.csr',
  ];
  openssl('req', ...request);
  const [cert, key] = ['cert', 'key'].map((part) => join(folder, `${authority}-${part}.pem`)) as [string, string];
  const by = ['-CA', cert, '-CAkey', key, '-CAcreateserial', '-days', '1', '-extfile', 'client.ext'];
  openssl('x509', '-req', '-in', 'client.csr', ...by, '-out', 'client-cert.pem');
  const read = (name: string) => readFileSync(join(own, name), 'utf8');
  return { cert: `${read('client-cert.pem')}${readFileSync(cert, 'utf8')}`, key: read('client-key.pem') };
}

/** What comes of a request to a workload of the shop by whoever has a certificate, or none; 0 where it is refused. */
export async function statusOf(lab: Lab, certificate?: ClientCertificate, app = 'web'): Promise<number> {
  const end = { host: await lab.addressOf('shop', app), port: 8080, protocols: OF_THE_MESH };
  return (await asked(end, certificate)).status;
}
