import { expect, test } from '@jest/globals';
import { Chart } from 'cdk8s';
import { MeshApp } from '../../checks/judge/mesh-app';
import { problemsOf } from '../../kit/problems';
import { meshConfig, meshNetworks, proxyConfig } from './mesh-config';

const chart = () => new Chart(new MeshApp(), 'acme');

test('prints what the user wrote, keys in order', () => {
  const acme = chart();
  const config = { trustDomain: 'acme.example', defaultConfig: { proxyMetadata: { B: '0o14', A: 'yes' } } };
  expect(meshConfig(acme, config)).toBe(
    ['defaultConfig:', '  proxyMetadata:', "    A: 'yes'", "    B: '0o14'", 'trustDomain: acme.example', ''].join('\n'),
  );
  expect(meshNetworks(acme, {})).toBe('networks: {}\n');
  expect(problemsOf(acme)).toEqual([]);
});

test('reports the mistakes of every part at synth, with the construct that has them', () => {
  const acme = chart();
  meshConfig(acme, { connectTimeout: '2' });
  proxyConfig(acme, { tracing: { sampling: 200 } });
  meshNetworks(acme, { n: { gateways: [{ address: 'gateway.example', port: 99999 }] } });
  expect(problemsOf(acme)).toEqual([
    'MESH153 [acme] meshConfig.connectTimeout is "2", which is no duration; give a number with a unit, such as "2s"',
    'MESH155 [acme] proxyConfig.tracing.sampling is 200; give a share from 0 to 100 percent',
    'MESH155 [acme] meshNetworks.networks.n.gateways[0].port is 99999; give a port from 1 to 65535',
  ]);
});

test('does not compile with a wrong name, choice or type', () => {
  const acme = chart();
  // @ts-expect-error no such field
  meshConfig(acme, { acessLogFile: '/dev/stdout' });
  // @ts-expect-error no such mode
  meshConfig(acme, { outboundTrafficPolicy: { mode: 'DENY' } });
  // @ts-expect-error a number
  meshConfig(acme, { defaultConfig: { concurrency: '2' } });
  expect(problemsOf(acme).map((line) => line.split(' ')[0])).toEqual(['MESH150', 'MESH152', 'MESH151']);
});
