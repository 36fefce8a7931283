import { expect, test } from '@jest/globals';
import { Chart } from 'cdk8s';
import { MeshApp } from '../../checks/judge/mesh-app';
import { problemsOf } from '../../kit/problems';
import { MeshNamespace } from '../services/namespace';
import { Listeners } from './listeners';
import type { ServerProps, ServerTls } from './servers';

const credential = { name: 'rsa', namespace: 'edge' };
const gateway = { name: 'edge', namespace: 'edge', selector: { istio: 'edge' }, ports: [] };

function listen(tls: ServerTls, more: Partial<ServerProps> = {}, api: 'istio' | 'gateway-api' = 'istio') {
  const app = new MeshApp();
  const chart = new Chart(app, 'test');
  const edge = new MeshNamespace(chart, 'edge', { injection: false });
  const server: ServerProps = { port: 443, protocol: 'HTTPS', hosts: ['a.example.com'], tls, ...more };
  new Listeners(edge, 'it', { gateway, api, servers: [server] });
  const gateways = () =>
    [...app.objects().values()]
      .flat()
      .map((object) => object.toJson())
      .filter(({ kind }) => kind === 'Gateway');
  return { problems: () => problemsOf(chart), server: () => gateways()[0]?.spec.servers[0], api: () => gateways()[0] };
}

test('a server has certificates of two kinds of keys, and checks those of clients', () => {
  const { server, problems } = listen(
    {
      mode: 'OPTIONAL_MUTUAL',
      credential,
      alternative: { name: 'ecdsa', namespace: 'edge' },
      clientCa: { name: 'clients', namespace: 'edge' },
      minVersion: 'TLSV1_2',
      maxVersion: 'TLSV1_3',
      certificateHashes: ['ab'.repeat(32)],
      certificateSpkis: [`${'cd'.repeat(21)}e=`],
    },
    { bind: '127.0.0.1' },
  );
  expect(problems()).toEqual([]);
  expect(server()).toMatchObject({
    bind: '127.0.0.1',
    tls: {
      mode: 'OPTIONAL_MUTUAL',
      credentialNames: ['rsa', 'ecdsa'],
      caCertCredentialName: 'clients',
      minProtocolVersion: 'TLSV1_2',
      maxProtocolVersion: 'TLSV1_3',
      verifyCertificateHash: ['ab'.repeat(32)],
      verifyCertificateSpki: [`${'cd'.repeat(21)}e=`],
    },
  });
});

test('every Secret is beside the pods', () => {
  const clientCa = (namespace: string) =>
    listen({ mode: 'MUTUAL', credential, clientCa: { name: 'clients', namespace } });
  expect(clientCa('shop').problems()).toEqual([expect.stringContaining('IST0101 [test/edge/it] there is no Secret')]);
  expect(clientCa('edge').problems()).toEqual([]);
});

test.each(['MUTUAL', 'OPTIONAL_MUTUAL', 'ISTIO_MUTUAL'] as const)('the Gateway API has %s as an option', (mode) => {
  const alternative = { name: 'ecdsa', namespace: 'edge' };
  const { api, problems } = listen(
    mode === 'ISTIO_MUTUAL' ? { mode } : { mode, credential, alternative },
    {},
    'gateway-api',
  );
  expect(problems()).toEqual([]);
  expect(api()?.spec.listeners[0].tls).toMatchObject({
    mode: 'Terminate',
    options: { 'gateway.istio.io/tls-terminate-mode': mode },
    ...(mode !== 'ISTIO_MUTUAL' && { certificateRefs: [{ name: 'rsa' }, { name: 'ecdsa' }] }),
  });
});

test.each<[code: string, wrong: () => unknown, right: () => unknown]>([
  [
    'MESH326',
    () => listen({ mode: 'AUTO_PASSTHROUGH' }, { protocol: 'TLS' }, 'gateway-api'),
    () => listen({ mode: 'AUTO_PASSTHROUGH' }, { protocol: 'TLS' }),
  ],
  [
    'MESH326',
    () => listen({ mode: 'SIMPLE', credential }, { bind: '127.0.0.1' }, 'gateway-api'),
    () => listen({ mode: 'SIMPLE', credential }, { bind: '127.0.0.1' }),
  ],
  [
    'MESH326',
    () => listen({ mode: 'SIMPLE', credential }, { hosts: [] }, 'gateway-api'),
    () => listen({ mode: 'SIMPLE', credential }, {}, 'gateway-api'),
  ],
])('refuses %s', (code, wrong, right) => {
  expect(wrong).toThrow(code);
  expect(right).not.toThrow();
});

const simple = { mode: 'SIMPLE', credential } as const;
test.each<[why: string, wrong: Parameters<typeof listen>, right: Parameters<typeof listen>]>([
  ['MESH976 .* ends TLS without a certificate', [{ mode: 'SIMPLE' }], [simple]],
  ['MESH976 .* beside those of the mesh', [{ mode: 'ISTIO_MUTUAL', credential }], [{ mode: 'ISTIO_MUTUAL' }]],
  ['MESH976 .* is bound to "here"', [simple, { bind: 'here' }], [simple, { bind: '::1' }]],
  ['MESH976 .* speaks HTTP', [simple, { protocol: 'HTTP' }], [simple]],
  ['IST0106 .*tls', [simple, { protocol: 'HTTP' }, 'gateway-api'], [simple, {}, 'gateway-api']],
  ['IST0106 .*certificateRefs', [{ mode: 'SIMPLE' }, {}, 'gateway-api'], [simple, {}, 'gateway-api']],
  ['IST0106 .*port', [simple, { port: 0 }, 'gateway-api'], [simple, {}, 'gateway-api']],
  ['IST0106 .*hostname', [simple, { hosts: ['a_b'] }, 'gateway-api'], [simple, { hosts: ['a.b'] }, 'gateway-api']],
])('a server is judged as it is written: %s', (why, wrong, right) => {
  expect(listen(...wrong).problems()).toEqual([expect.stringMatching(new RegExp(why))]);
  expect(listen(...right).problems()).toEqual([]);
});
