import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Chart } from 'cdk8s';
import { Sidecar, VirtualService } from '../../../imports/networking.istio.io';
import { synth } from '../../../test/synth';
import { MeshApp } from '../../checks/judge/mesh-app';
import { RESPELT, resource } from '../resource';

const GENERATED = ['networking.istio.io', 'security.istio.io', 'telemetry.istio.io', 'extensions.istio.io'];
const sources = [...GENERATED, 'gateway.networking.k8s.io'].map((name) =>
  readFileSync(join(__dirname, '..', '..', '..', 'imports', `${name}.ts`), 'utf8'),
);

/** Kinds of which some class writes a field under another name than its own. */
function respelt(source: string): readonly string[] {
  const kinds = [...source.matchAll(/^ {4}kind: '(\w+)',$/gm)].map(([, kind = '']) => kind);
  const bodies = source.split(/^export function toJson_/m).slice(1);
  return bodies.flatMap((body) => {
    const fields = [...body.matchAll(/^ {4}'([^']+)': .*?\bobj\.(\w+)/gm)];
    if (fields.every(([, written, own]) => written === own)) return [];
    const name = body.toLowerCase();
    return kinds
      .filter((kind) => name.startsWith(kind.toLowerCase()))
      .sort((a, b) => b.length - a.length)
      .slice(0, 1);
  });
}

test('what is written as data is spelt in its class as Kubernetes spells it', () => {
  expect(new Set(sources.flatMap(respelt))).toEqual(RESPELT);
});

test('a field that no kind of that name has is said, and not quietly left out', () => {
  const making = (spec: object) => () =>
    synth((chart) => {
      resource(chart, Sidecar, { name: 'a', namespace: 'shop' }, spec);
    });
  expect(making({ egres: [{ hosts: ['./*'] }] })).toThrow('IST0106 [test] spec has no field "egres"; write "egress"');
  expect(making({ egress: [{ hosts: ['./*'] }] })).not.toThrow();
});

test('null and undefined are absent, and fields are in the order in which the class writes them', () => {
  const spec = {
    http: [{ route: [{ destination: { subset: undefined, host: 'web' } }], name: 'a' }],
    tls: null,
    hosts: ['web'],
  } as never;
  const chart = new Chart(new MeshApp(), 'test');
  const metadata = { name: 'a', namespace: 'shop' };
  const ours = resource(chart, VirtualService, metadata, spec);
  expect(JSON.stringify(ours.toJson())).toBe(
    JSON.stringify(new VirtualService(chart, 'generated', { metadata, spec }).toJson()),
  );
});
