import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from '../../lib/installation/environment';
import { Egress } from '../../lib/mesh/edge/egress';
import { ExternalService } from '../../lib/mesh/edge/external-service';
import { http, https } from '../../lib/mesh/services/ports';
import { ask, OUTSIDE_ADDRESS, podAddresses, processAt, serveOutside } from './lab';
import type { Seen } from './outside';
import type { Report } from './report';

/** One host for which the gateway begins TLS, and one whose callers begin it themselves. */
const [BEGUN, PASSED] = ['begun.example.com', 'passed.example.com'];

/** A certificate of both hosts that nobody signed; Envoys read it from the same place. */
export function certificate(): { readonly key: string; readonly cert: string } {
  const folder = mkdtempSync(join(tmpdir(), 'outside-'));
  chmodSync(folder, 0o755);
  const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
  const names = `subjectAltName=DNS:${BEGUN},DNS:${PASSED}`;
  const request = ['req', '-x509', '-nodes', '-newkey', 'rsa:2048', '-days', '2', '-subj', '/CN=outside'];
  execFileSync('openssl', [...request, '-addext', names, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  return { key, cert };
}

const outside =
  (caFile: string, [plain = 0, secure = 0]: readonly number[]): App =>
  ({ bookinfo, gateways }) => {
    const through = gateways.get('egress');
    if (bookinfo === undefined || through === undefined) return;
    const { namespace } = bookinfo;
    const endpoints = [{ address: OUTSIDE_ADDRESS, ports: { http: plain, https: secure } }];
    const known = { ports: [http(80), https(443)], resolution: 'STATIC', endpoints } as const;
    const begun = new ExternalService(namespace, 'begun', { hosts: [BEGUN], ...known });
    bookinfo.productpage.calls(begun);
    const tls = { mode: 'SIMPLE', sni: BEGUN, caFile } as const;
    const originate = { port: begun.port(443), tls };
    new Egress(namespace, 'begun-out', { to: begun.port(80), through, originate });
    const passed = new ExternalService(namespace, 'passed', { hosts: [PASSED], ...known });
    new Egress(namespace, 'passed-out', { to: passed.port(443), through });
  };

type Adding = (app: App, check: () => void) => Promise<void>;

/** Calls to hosts outside leave through the egress gateway, and nowhere else. */
export async function egressTraffic(report: Report, adding: Adding): Promise<void> {
  const { key, cert } = certificate();
  const { ports, end } = await serveOutside(key, cert);
  const [gateway = ''] = podAddresses('istio-egressgateway', undefined, 'istio-system');
  const from = processAt(podAddresses('productpage')[0] ?? '');
  const seen = (url: string, host: string): Seen | number => {
    const [answer] = ask(url, 1, { host }, from);
    return answer?.status === 200 ? JSON.parse(answer.body) : (answer?.status ?? 0);
  };
  const hosts = [
    ['for which it begins TLS', `http://${OUTSIDE_ADDRESS}:80`, BEGUN],
    ['whose TLS the caller began', `https://${OUTSIDE_ADDRESS}:443`, PASSED],
  ] as const;
  try {
    for (const [what, url, host] of hosts) {
      const before = seen(url, host);
      report(
        `a host is not reached before it is declared: ${host}`,
        typeof before === 'number',
        JSON.stringify(before),
      );
      await adding(outside(cert, ports), () => {
        const got = seen(url, host);
        const holds = typeof got === 'object' && got.peer === gateway && got.sni === host;
        report(`the egress gateway reaches a host ${what}`, holds, `${JSON.stringify(got)}, gateway ${gateway}`);
      });
    }
  } finally {
    end();
  }
}
