import { describe, expect, test } from '@jest/globals';
import { RULED } from '../../test/schema/cel.samples';
import { destinationRule, httpRoute, object, VALID, virtualService } from '../../test/schema/crd.samples';
import { message } from '../kit/problems';
import { schemaProblems } from './crd';

describe('what the API server would refuse', () => {
  const cases: readonly (readonly [title: string, wrong: ReturnType<typeof object>, message: string, right: object])[] =
    [
      [
        'unknown field',
        destinationRule({ host: 'a', trafficPolicy: { loadbalancer: {} } }),
        'IST0106 [a] spec.trafficPolicy has no field "loadbalancer"; write "loadBalancer"',
        destinationRule({ host: 'a', trafficPolicy: { loadBalancer: { simple: 'RANDOM' } } }),
      ],
      [
        'type',
        virtualService({ http: [{ route: [{ destination: { host: 'a' }, weight: '90' }] }] }),
        'IST0106 [a] spec.http[0].route[0].weight is "90"; give a whole number',
        virtualService({ http: [{ route: [{ destination: { host: 'a' }, weight: 90 }] }] }),
      ],
      [
        'choice',
        destinationRule({ host: 'a', trafficPolicy: { tls: { mode: 'STRICT' } } }),
        'IST0106 [a] spec.trafficPolicy.tls.mode is "STRICT"; give one of "DISABLE", "SIMPLE", "MUTUAL", "ISTIO_MUTUAL"',
        destinationRule({ host: 'a', trafficPolicy: { tls: { mode: 'SIMPLE' } } }),
      ],
      [
        'two alternatives',
        virtualService({ http: [{ match: [{ uri: { exact: '/a', prefix: '/b' } }] }] }),
        'IST0106 [a] spec.http[0].match[0].uri has exact and prefix; keep one of them',
        virtualService({ http: [{ match: [{ uri: { prefix: '/b' } }] }] }),
      ],
      [
        'missing field',
        destinationRule({ subsets: [] }),
        'IST0106 [a] spec has no host; add it',
        destinationRule({ host: 'a', subsets: [] }),
      ],
      [
        'number out of range',
        httpRoute({ rules: [{ backendRefs: [{ name: 'a', port: 0 }] }] }),
        'IST0106 [a] spec.rules[0].backendRefs[0].port is 0; give at least 1',
        httpRoute({ rules: [{ backendRefs: [{ name: 'a', port: 80 }] }] }),
      ],
      [
        'pattern',
        httpRoute({ rules: [{ timeouts: { request: '10 s' } }] }),
        'IST0106 [a] spec.rules[0].timeouts.request is "10 s"; give what matches ^([0-9]{1,5}(h|m|s|ms)){1,4}$',
        httpRoute({ rules: [{ timeouts: { request: '10s' } }] }),
      ],
      [
        'two rules of one name',
        httpRoute({ rules: [{ name: 'a' }, { name: 'a' }] }),
        'IST0106 [a] spec.rules breaks a rule of its CRD; mind the rule: Rule name must be unique within the route',
        httpRoute({ rules: [{ name: 'a' }, { name: 'b' }, {}] }),
      ],
      [
        'two entries of one name',
        object('gateway.networking.k8s.io/v1', 'Gateway', {
          gatewayClassName: 'istio',
          listeners: [1, 2].map((n) => ({ name: 'http', port: n, protocol: 'HTTP' })),
        }),
        'IST0106 [a] spec.listeners[1] repeats an earlier entry (same name); drop one of them',
        object('gateway.networking.k8s.io/v1', 'Gateway', {
          gatewayClassName: 'istio',
          listeners: [1, 2].map((n) => ({ name: `http-${n}`, port: n, protocol: 'HTTP' })),
        }),
      ],
    ];
  test.each(cases)('%s', (_title, wrong, text, right) => {
    expect(schemaProblems(wrong).map((problem) => message(problem, 'a'))).toEqual([text]);
    expect(schemaProblems(right as typeof wrong)).toEqual([]);
  });

  test('nothing of what is right, and nothing of other kinds', () => {
    for (const right of [...VALID, ...RULED]) expect([right.kind, schemaProblems(right)]).toEqual([right.kind, []]);
    expect(schemaProblems(object('apps/v1', 'Deployment', { replicas: 'many' }))).toEqual([]);
  });
});
