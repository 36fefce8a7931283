import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Chart } from 'cdk8s';
import { MeshApp } from '../../lib/checks/judge/mesh-app';
import { printManifests } from '../../lib/kit/yaml';
import { MeshNamespace } from '../../lib/mesh/services/namespace';
import { build as kubernetes, minor } from '../cluster/build';
import { start } from '../cluster/server';
import { until } from '../lab/lab';
import { run } from '../traffic/command';
import { jsonOf, type Report } from '../traffic/report';
import type { CertManager } from './build';
import { commandsBelow, types } from './guide';
import { install, must } from './installed';
import { certificate, HOST } from './mesh';

const BESIDE = 'edge';

interface Secret {
  readonly type: string;
  readonly data: Readonly<Record<string, string>>;
}

/** What a `Certificate` and a `ClusterIssuer` of ours become, by cert-manager on a real API server. */
export async function issued(report: Report, certManager: CertManager): Promise<void> {
  const programs = kubernetes(minor());
  const server = await start(programs);
  const folder = mkdtempSync(join(tmpdir(), 'issued-'));
  const env = { ...process.env, KUBECONFIG: server.kubeconfig, PATH: `${programs}:${process.env['PATH']}` };
  const installed = await install(certManager, folder, env);
  const secret = async (): Promise<Secret | undefined> => {
    const command = ['kubectl', '-n', BESIDE, 'get', 'secret', 'shop-cert', '--ignore-not-found', '-o', 'json'];
    const { said } = await run(command, env);
    return said.trim() === '' ? undefined : JSON.parse(said);
  };
  const leaf = async (): Promise<X509Certificate | undefined> => {
    const text = (await secret())?.data['tls.crt'];
    return text === undefined ? undefined : new X509Certificate(Buffer.from(text, 'base64'));
  };
  try {
    await types(commandsBelow('An authority of your own for gateways'), folder, env);
    const app = new MeshApp();
    certificate(new MeshNamespace(new Chart(app, 'issued'), BESIDE, { injection: false }));
    writeFileSync(join(folder, 'ours.yaml'), printManifests(jsonOf(app)));
    await must(env, 'kubectl', 'apply', '--server-side', '--validate=strict', '-f', join(folder, 'ours.yaml'));
    const ready = ['kubectl', '-n', BESIDE, 'wait', '--for=condition=Ready', '--timeout=60s', 'certificate/shop-cert'];
    const { code, said } = await run(ready, env);
    report('issued: the certificate is ready', code === 0, said.trim());
    const first = await leaf();
    const root = new X509Certificate(readFileSync(join(folder, 'gateways-cert.pem')));
    const isOurs = first?.checkIssued(root) === true && first.verify(root.publicKey);
    report('issued: the authority of the guide signs it', isOurs, first?.issuer.replace('\n', ', ') ?? 'no Secret');
    const names = first?.subjectAltName ?? '';
    report('issued: it is for its host alone', names === `DNS:${HOST}`, names);
    const { type = '', data = {} } = (await secret()) ?? {};
    const keys = Object.keys(data).sort().join(' ');
    report(
      'issued: the Secret is one that Istio reads',
      `${type} ${keys}` === 'kubernetes.io/tls ca.crt tls.crt tls.key',
      `${type} ${keys}`,
    );
    const renewed = await until(async () => (await leaf())?.serialNumber !== first?.serialNumber, 90);
    report(
      'issued: it is renewed in its time',
      renewed,
      renewed ? 'another serial number' : installed.said().slice(-2000),
    );
  } finally {
    installed.stop();
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}
