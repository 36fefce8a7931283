import { expect, jest, test } from '@jest/globals';
import { ApiObject, Chart } from 'cdk8s';
import { Construct, Node } from 'constructs';
import { MeshApp } from './mesh-app';

interface Made {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}

const making =
  (...objects: readonly Made[]) =>
  () => {
    const app = new MeshApp();
    const chart = new Chart(app, 'c');
    for (const [i, { apiVersion, kind, ...metadata }] of objects.entries())
      new ApiObject(chart, `object-${i}`, { apiVersion, kind, metadata });
    return app.objects();
  };

const account = (name: string, namespace = 'shop'): Made => ({
  apiVersion: 'v1',
  kind: 'ServiceAccount',
  name,
  namespace,
});

test('two objects of one name are refused, of which the later would replace the earlier', () => {
  expect(making(account('a'), account('a'))).toThrow(
    'MESH003 [c/object-1] ServiceAccount "a" in namespace "shop" is made by c/object-0 too; give one of them another name',
  );
  expect(making(account('a'), account('b'))).not.toThrow();
  expect(making(account('a'), account('a', 'bank'))).not.toThrow();
});

test('a name is one of a group and kind: two APIs may each have a Gateway of it, and two versions of one may not', () => {
  const gateway = (apiVersion: string): Made => ({ apiVersion, kind: 'Gateway', name: 'web', namespace: 'shop' });
  expect(making(gateway('networking.istio.io/v1'), gateway('gateway.networking.k8s.io/v1'))).not.toThrow(/MESH003/);
  expect(making(gateway('networking.istio.io/v1'), gateway('networking.istio.io/v1beta1'))).toThrow(
    'MESH003 [c/object-1] Gateway "web" in namespace "shop" is made by c/object-0 too',
  );
});

test('of the tree no more is read than grows with it: each construct lists its children as often among many as among few', () => {
  const listed = (objects: number): number => {
    const app = new MeshApp();
    const group = new Construct(new Chart(app, 'c'), 'group');
    for (let i = 0; i < objects; i++)
      new ApiObject(group, `object-${i}`, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: `a${i}` } });
    const children = jest.spyOn(Node.prototype, 'children', 'get');
    app.objects();
    const read = children.mock.results.reduce((sum, { value }) => sum + (value as readonly unknown[]).length, 0);
    children.mockRestore();
    return read;
  };
  expect(listed(200)).toBeLessThan(2.1 * listed(100));
});
