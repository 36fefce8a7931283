import { expect, test } from '@jest/globals';
import type { INamespace } from 'kubernetes-models/v1/Namespace';
import { render } from '../../delivery/render';
import { minimal } from '../../environments/minimal';
import { override } from '../../kit/override';
import { Refused } from '../../kit/problems';
import { readManifests } from '../../kit/read-yaml';
import { Microservice } from '../../mesh/services/microservice';
import { MeshNamespace } from '../../mesh/services/namespace';
import { http } from '../../mesh/services/ports';
import type { App } from '../environment';

function said(...environments: readonly unknown[]): readonly string[] {
  try {
    render(environments as never);
    return [];
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    return error.messages;
  }
}

test.each([undefined, null, 'demo', [minimal]])('what is no environment: %j', (odd) => {
  expect(said(minimal, odd)).toEqual([
    expect.stringMatching(/^MESH627 \[environments\] environments\[1\] is .*; give it an Environment$/),
  ]);
});

test('names that every object of JavaScript has are names like others', () => {
  const names = ['valueOf', 'toString', 'hasOwnProperty'];
  const labels = Object.fromEntries(names.map((name) => [name, 'mine']));
  const [namespace] = [...render([override(minimal, { labels, annotations: labels })])]
    .flatMap(([, text]) => readManifests(text) as INamespace[])
    .filter(({ kind }) => kind === 'Namespace');
  expect(namespace?.metadata).toMatchObject({ labels, annotations: labels });
  expect(said({ ...minimal, labels: { constructor: 'mine' } })).toEqual([
    expect.stringMatching(/^MESH361 \[minimal\] .* have the key "constructor";/),
  ]);
});

test('what is made twice as a whole is one line', () => {
  const twice: App = (mesh) => {
    for (const id of ['one', 'two']) {
      const home = new MeshNamespace(mesh, id, { name: 'shop', injection: true });
      new Microservice(home, 'web', { ports: [http(80)], versions: { v1: { image: 'shop/web:1' } } });
    }
  };
  expect(said({ ...minimal, apps: [twice] }).map((line) => line.replace(/ \([^()]*:\d+\)$/, ''))).toEqual([
    'MESH003 [minimal/two/Namespace] Namespace "shop" is made by minimal/one/Namespace too; give one of them another name',
    'MESH003 [minimal/two/web/Service] Service "web" in namespace "shop", as 2 more beside it, is made by minimal/one/web/Service too; give one of them another name',
  ]);
});
