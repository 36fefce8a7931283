import { expect, test } from '@jest/globals';
import { Chart } from 'cdk8s';
import { MeshApp } from '../../checks/judge/mesh-app';
import { ExternalService } from '../edge/external-service';
import { type Health, WorkloadGroup } from '../edge/virtual-machine';
import { WasmPlugin } from '../extension/wasm-plugin';
import { MeshNamespace } from '../services/namespace';
import { https } from '../services/ports';
import { Telemetry } from '../telemetry/telemetry';

function shop(make: (namespace: MeshNamespace) => unknown) {
  const app = new MeshApp();
  const namespace = new MeshNamespace(new Chart(app, 'test'), 'shop', { injection: true });
  make(namespace);
  const objects = [...app.objects().values()].flat().map((object) => object.toJson());
  return objects.find(({ kind }) => kind !== 'Namespace')?.spec;
}

test('endpoints outside have networks and accounts, and certificates with names', () => {
  const endpoints = [{ address: '192.0.2.1', network: 'vpn', serviceAccount: 'vm' }];
  const spec = shop((namespace) => {
    const hosts = ['vm.example.com'];
    const subjectAltNames = ['spiffe://cluster.local/ns/shop/sa/vm'];
    new ExternalService(namespace, 'vm', {
      hosts,
      ports: [https(443)],
      resolution: 'STATIC',
      endpoints,
      subjectAltNames,
    });
  });
  expect(spec).toMatchObject({ endpoints, subjectAltNames: ['spiffe://cluster.local/ns/shop/sa/vm'] });
});

test.each<[Health, object]>([
  [
    { tcp: 3306, periodSeconds: 5 },
    { tcpSocket: { port: 3306 }, periodSeconds: 5 },
  ],
  [
    { command: ['/bin/check'], initialDelaySeconds: 3, failureThreshold: 2 },
    { exec: { command: ['/bin/check'] }, initialDelaySeconds: 3, failureThreshold: 2 },
  ],
  [
    { path: '/ready', port: 8080, scheme: 'HTTPS', headers: { host: 'a' } },
    { httpGet: { path: '/ready', port: 8080, scheme: 'HTTPS', httpHeaders: [{ name: 'host', value: 'a' }] } },
  ],
])('machines are asked for their health with %j', (health, probe) => {
  const spec = shop((namespace) => {
    const annotations = { team: 'shop' };
    new WorkloadGroup(namespace, 'vms', { labels: { app: 'vm' }, serviceAccount: 'vm', annotations, health });
  });
  expect(spec).toMatchObject({ metadata: { labels: { app: 'vm' }, annotations: { team: 'shop' } }, probe });
});

test('a trace may end at a proxy, and be drawn by lot at each', () => {
  const tracing = [{ withoutContext: true, sampledByRequestId: false }];
  expect(shop((namespace) => new Telemetry(namespace, 'spans', { tracing })).tracing).toEqual([
    { disableContextPropagation: true, useRequestIdForTraceSampling: false },
  ]);
});

test("a module has variables of the proxy's own environment", () => {
  const url = `oci://r.example.com/a@sha256:${'a'.repeat(64)}`;
  const module = { url, env: { A: 'b' }, envFromProxy: ['POD_NAME'] };
  expect(shop((namespace) => new WasmPlugin(namespace, 'module', module)).vmConfig).toEqual({
    env: [
      { name: 'A', value: 'b' },
      { name: 'POD_NAME', valueFrom: 'HOST' },
    ],
  });
});
