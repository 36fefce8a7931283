import { expect, test } from '@jest/globals';
import { type End, connects as lets } from '../../test/network';
import { type Printed, synth } from '../../test/synth';
import { MeshEnvironment } from '../installation/installation';
import { ZeroTrust } from '../mesh/security/zero-trust';
import { MeshNamespace } from '../mesh/services/namespace';
import { secure } from './secure';

const objects = synth((chart) => void new MeshEnvironment(chart, secure));
const list: readonly Printed[] = Object.values(objects);

test('only declared callers may ask a service, and v1 of reviews is none of them', () => {
  const callers = Object.fromEntries(
    ['productpage', 'details', 'reviews', 'ratings'].map((name) => [
      name,
      objects[`AuthorizationPolicy/${name}-callers`].spec.rules.flatMap((rule: Printed) =>
        rule.from.flatMap(({ source }: Printed) => source.principals.map((one: string) => one.split('/sa/')[1])),
      ),
    ]),
  );
  expect(callers).toEqual({
    productpage: ['istio-ingressgateway-service-account'],
    details: ['bookinfo-productpage'],
    reviews: ['bookinfo-productpage'],
    ratings: ['bookinfo-reviews-v2', 'bookinfo-reviews-v3'],
  });
  expect(objects['Deployment/reviews-v1'].spec.template.spec.serviceAccountName).toBe('bookinfo-reviews-v1');
});

test('the whole mesh takes mTLS alone, allows nothing by default and reaches nothing that is not known', () => {
  expect(objects['PeerAuthentication/default']).toMatchObject({
    metadata: { namespace: 'istio-system' },
    spec: { mtls: { mode: 'STRICT' } },
  });
  expect(objects['AuthorizationPolicy/allow-nothing'].spec).toEqual({});
  expect(objects['ConfigMap/istio'].data.mesh).toContain('mode: REGISTRY_ONLY');
  expect(objects['AuthorizationPolicy/istio-egressgateway-callers'].spec.rules).toEqual([
    { from: [{ source: { namespaces: ['bookinfo'] } }] },
  ]);
});

const policies = list.filter(({ kind }) => kind === 'NetworkPolicy');
const matches = (selector: Printed, labels: Printed): boolean =>
  Object.entries(selector?.matchLabels ?? {}).every(([key, value]) => labels[key] === value);
const connects = (from: End | 'node', to: End, port: number): boolean =>
  lets(policies, from === 'node' ? { address: '192.0.2.9' } : from, to, port);

const pod = (name: string) => {
  const { metadata, spec } = objects[`Deployment/${name}`];
  return { namespace: metadata.namespace, labels: spec.template.metadata.labels };
};

test('the network lets declared calls through, and no others', () => {
  const call = (from: string, to: string) => connects(pod(from), pod(to), 9080);
  expect(call('istio-ingressgateway', 'productpage-v1')).toBe(true);
  expect(call('productpage-v1', 'details-v1')).toBe(true);
  expect(call('productpage-v1', 'reviews-v3')).toBe(true);
  expect(call('reviews-v2', 'ratings-v1')).toBe(true);
  expect(call('reviews-v1', 'ratings-v1')).toBe(false);
  expect(call('details-v1', 'ratings-v1')).toBe(false);
  expect(call('productpage-v1', 'ratings-v1')).toBe(false);
  expect(policies.map(({ metadata }) => metadata.name)).toContain('mesh-reviews-v2');
  const leaves = (name: string) =>
    policies.some(
      ({ spec }) =>
        spec.egress && 'version' in (spec.podSelector.matchLabels ?? {}) && matches(spec.podSelector, pod(name).labels),
    );
  expect([leaves('reviews-v1'), leaves('reviews-v2'), leaves('reviews-v3')]).toEqual([false, true, true]);
  expect(connects({ namespace: 'default', labels: {} }, pod('productpage-v1'), 9080)).toBe(false);
});

test('the network lets Prometheus, kubelets and the control plane do their work', () => {
  const prometheus = pod('prometheus');
  for (const name of ['productpage-v1', 'ratings-v1', 'istio-ingressgateway', 'istio-egressgateway'])
    for (const port of [15020, 15090])
      expect([name, port, connects(prometheus, pod(name), port)]).toEqual([name, port, true]);
  expect(connects(prometheus, pod('istiod'), 15014)).toBe(true);
  for (const port of [15020, 15021]) expect(connects('node', pod('ratings-v1'), port)).toBe(true);
  expect(connects('node', pod('istio-ingressgateway'), 15021)).toBe(true);
  expect(connects('node', pod('ratings-v1'), 9080)).toBe(false);
  expect(connects(pod('ratings-v1'), pod('istiod'), 15012)).toBe(true);
});

test('tokens are verified at the ingress where an issuer is given, and requests without one still enter', () => {
  const jwt = [{ issuer: 'https://issuer.example', jwks: { keys: [{ kty: 'RSA', n: 'a', e: 'AQAB' }] } }] as const;
  const made = synth((chart) => {
    const environment = new MeshEnvironment(chart, { ...secure, guarantees: [] });
    const root = new MeshNamespace(environment, 'Root', { name: 'istio-system', injection: false, existing: true });
    const ingress = environment.gateways.get('ingress');
    const { bookinfo } = environment;
    if (ingress === undefined || bookinfo === undefined) throw new Error('the environment has neither');
    const entries = [{ gateway: ingress, to: [bookinfo.productpage] }];
    new ZeroTrust(root, 'ZeroTrust', { namespaces: [bookinfo.namespace], entries, jwt });
  });
  expect(made['RequestAuthentication/istio-ingressgateway-jwt'].spec.selector.matchLabels).toEqual({
    app: 'istio-ingressgateway',
    istio: 'ingressgateway',
  });
  expect(Object.keys(made).filter((name) => name.includes('required'))).toEqual([]);
  expect(objects['RequestAuthentication/istio-ingressgateway-jwt']).toBeUndefined();
});
