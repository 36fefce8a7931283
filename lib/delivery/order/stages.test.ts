import { describe, expect, test } from '@jest/globals';
import { routePrerequisitesOf } from '../../../test/order/istio-needs';
import { type Planned, prerequisitesOf } from '../../../test/order/needs';
import { ENVIRONMENTS } from '../../environments';
import { readManifests } from '../../kit/read-yaml';
import { CRDS, neededBy } from '../dist/crds';
import { render } from '../render';

const files = render(ENVIRONMENTS);

/** The objects of an environment in the order in which they are applied, after the CRDs that it needs. */
function objectsIn(environment: string): readonly Planned[] {
  const own = [...files].filter(([path]) => path.startsWith(`${environment}/`)).sort(([a], [b]) => (a < b ? -1 : 1));
  const crds = neededBy(own[0]?.[1] ?? '').map((name) => files.get(`${CRDS}/${name}.k8s.yaml`) ?? '');
  return [...crds, ...own.map(([, text]) => text)].flatMap((text) => readManifests(text) as Planned[]);
}

const say = ({ kind, metadata }: Planned) => `${kind} ${metadata.namespace ?? ''}/${metadata.name}`;

/** Each prerequisite that comes after the object that needs it, or not at all. */
const outOfOrder = (objects: readonly Planned[]): readonly string[] =>
  objects.flatMap((object, at) =>
    [...prerequisitesOf(object), ...routePrerequisitesOf(object)].flatMap((need) => {
      const places = objects.flatMap((other, place) => (need.is(other) ? [place] : []));
      if (places.length === 0) return need.optional ? [] : [`${say(object)}: ${need.as} is missing`];
      return places.some((place) => place >= at) ? [`${say(object)}: ${need.as} comes later`] : [];
    }),
  );

describe.each(ENVIRONMENTS.map(({ name }) => name))('%s', (name) => {
  const objects = objectsIn(name);

  test('has every prerequisite of an object before it', () => {
    expect(outOfOrder(objects)).toEqual([]);
  });

  test('refuses nothing before all that it could refuse is there', () => {
    const kinds = objects.map(({ kind }) => kind);
    const first = kinds.indexOf('ValidatingWebhookConfiguration');
    const rest = first < 0 ? [] : kinds.slice(first);
    expect(rest.filter((kind) => kind !== 'ValidatingWebhookConfiguration')).toEqual([]);
  });
});

test('notices when the order is turned round', () => {
  const wrong = outOfOrder(objectsIn('demo').toReversed()).join('\n');
  for (const what of [
    'its namespace',
    'its ServiceAccount',
    'the Service that answers it',
    'its role',
    'the CRD of its kind',
  ])
    expect(wrong).toContain(`${what} comes later`);
});

test('names a prerequisite that is nowhere', () => {
  const lonely = [
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'cart', namespace: 'shop' },
      spec: { template: { spec: { serviceAccountName: 'cart' } } },
    },
  ];
  expect(outOfOrder(lonely)).toEqual(['Deployment shop/cart: its ServiceAccount is missing']);
  const account = { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'cart', namespace: 'shop' } };
  expect(outOfOrder([...lonely.slice(0, 1), account, ...lonely.slice(1)])).toEqual([]);
});

test('a route waits for its gateway, its Services and its subsets', () => {
  const at = (kind: string, name: string, spec: object = {}) => ({
    apiVersion: kind === 'Service' ? 'v1' : 'networking.istio.io/v1',
    kind,
    metadata: { name, namespace: 'default' },
    spec,
  });
  const route = at('VirtualService', 'reviews', {
    gateways: ['mesh', 'front'],
    http: [{ route: [{ destination: { host: 'reviews', subset: 'v1' } }] }],
  });
  const parts = [
    at('Service', 'reviews'),
    at('Gateway', 'front'),
    at('DestinationRule', 'reviews', { host: 'reviews.default.svc.cluster.local' }),
  ];
  const said = (objects: readonly Planned[]) =>
    outOfOrder(objects).filter((line) => line.startsWith('VirtualService') && !line.includes('CRD'));
  expect(said([...parts, route])).toEqual([]);
  expect(said([route, ...parts])).toEqual([
    'VirtualService default/reviews: gateway front comes later',
    'VirtualService default/reviews: the Service of reviews comes later',
    'VirtualService default/reviews: the subsets of reviews comes later',
  ]);
  expect(said([...parts.slice(0, 2), route])).toEqual([
    'VirtualService default/reviews: the subsets of reviews is missing',
  ]);
});
