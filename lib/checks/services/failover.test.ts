import { expect, test } from '@jest/globals';
import { judge } from '../judge/judge';

type Rule = Readonly<Record<string, unknown>>;

const written = (metadata: { readonly name: string; readonly namespace: string }, spec: Rule) => ({
  place: `${metadata.name}.yaml:1`,
  object: { apiVersion: 'networking.istio.io/v1', kind: 'DestinationRule', metadata, spec },
});
const codes = (...objects: readonly ReturnType<typeof written>[]): readonly string[] =>
  judge(objects)
    .filter(({ problem }) => /^MESH33[5-7]$/.test(problem.code))
    .map(({ place, problem: { code, fact } }) => `${place} ${code} ${fact}`);

const OUTLIERS = { outlierDetection: { consecutive5xxErrors: 5, maxEjectionPercent: 100 } };
const ofPort = (policy: Rule) => ({ portLevelSettings: [{ port: { number: 80 }, ...policy }] });

test("what fails over has outlier detection: a subset its rule's, a port only its own", () => {
  const loadBalancer = { localityLbSetting: { failover: [{ from: 'us-east', to: 'us-west' }] } };
  const rule = (trafficPolicy: Rule, own?: Rule) =>
    codes(
      written(
        { name: 'cart', namespace: 'shop' },
        {
          ...{ host: 'cart.shop.svc.cluster.local', trafficPolicy },
          ...(own && { subsets: [{ name: 'v1', labels: { version: 'v1' }, trafficPolicy: own }] }),
        },
      ),
    );
  const says = [expect.stringContaining('MESH335')];
  expect(rule({ loadBalancer })).toEqual(says);
  expect(rule({ loadBalancer, ...OUTLIERS })).toEqual([]);
  expect(rule(OUTLIERS, { loadBalancer })).toEqual([]);
  expect(rule({ ...OUTLIERS, ...ofPort({ loadBalancer }) })).toEqual(says);
  expect(rule({ ...OUTLIERS, ...ofPort({ loadBalancer, ...OUTLIERS }) })).toEqual([]);
});

test("the mesh's outlier detection is said again by each rule that counts in its place", () => {
  const wide = (namespace = 'istio-system') =>
    written({ name: 'failover', namespace }, { host: '*.svc.cluster.local', trafficPolicy: OUTLIERS });
  const rule = (spec: Rule, namespace = 'shop', other = wide()) =>
    codes(other, written({ name: 'cart', namespace }, { host: 'cart.shop.svc.cluster.local', ...spec }));
  const lost = (what: string) => [
    `cart.yaml:1 MESH337 to callers of cart.shop.svc.cluster.local this rule is in place of istio-system/failover, whose ${what} for *.svc.cluster.local is lost on them`,
  ];
  expect(rule({ subsets: [{ name: 'v1', labels: { version: 'v1' } }] })).toEqual(lost('outlierDetection'));
  expect(rule({ trafficPolicy: { loadBalancer: { simple: 'RANDOM' } } }, 'istio-system')).toEqual(
    lost('outlierDetection'),
  );
  expect(rule({ trafficPolicy: OUTLIERS })).toEqual([]);
  expect(rule({ trafficPolicy: { ...OUTLIERS, ...ofPort({ loadBalancer: { simple: 'RANDOM' } }) } })).toEqual(
    lost('outlierDetection'),
  );
  expect(rule({ trafficPolicy: { outlierDetection: { consecutive5xxErrors: 2 } } })).toEqual(
    lost('outlierDetection.maxEjectionPercent'),
  );
  // Neither is for this host: one is for callers of its own namespace, one for others.
  expect(rule({}, 'shop', wide('elsewhere'))).toEqual([]);
  expect(rule({ host: 'maps.example.com' })).toEqual([]);
  // For callers of one namespace a rule of theirs for the same hosts is in its place.
  const own = written(
    { name: 'own', namespace: 'shop' },
    { host: '*.svc.cluster.local', trafficPolicy: { tls: { mode: 'ISTIO_MUTUAL' } } },
  );
  expect(codes(wide(), own)).toEqual([expect.stringContaining('own.yaml:1 MESH337')]);
});
