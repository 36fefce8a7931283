import { describe, expect, test } from '@jest/globals';
import { type Printed, synth } from '../../../test/synth';
import { override, type Patch } from '../../kit/override';
import { defaultProfile } from '../profiles/default';
import { demoProfile } from '../profiles/demo';
import type { IstioProps } from '../props';
import { Istiod } from './istiod';

const istiod = (patch: Patch<IstioProps> = {}, base = defaultProfile) =>
  synth((chart) => new Istiod(chart, 'Istiod', override(base, patch)));
const pod = (objects: Readonly<Record<string, Printed>>, name = 'istiod') =>
  objects[`Deployment/${name}`].spec.template.spec;
const env = (objects: Readonly<Record<string, Printed>>, name: string) =>
  pod(objects).containers[0].env.find((variable: { name: string }) => variable.name === name)?.value;

describe('what a user sets shows where istiod reads it', () => {
  test.each<[string, Patch<IstioProps>, (objects: Readonly<Record<string, Printed>>) => unknown, unknown]>([
    [
      'image',
      { image: { hub: 'registry.example/istio', tag: '1.31.2', variant: 'distroless' } },
      (o) => pod(o).containers[0].image,
      'registry.example/istio/pilot:1.31.2-distroless',
    ],
    [
      'pull secrets',
      { image: { pullSecrets: ['registry'] } },
      (o) => o['ServiceAccount/istiod'].imagePullSecrets,
      [{ name: 'registry' }],
    ],
    ['pull policy', { image: { pullPolicy: 'Always' } }, (o) => pod(o).containers[0].imagePullPolicy, 'Always'],
    [
      'resources',
      { istiod: { resources: { requests: { cpu: '1', memory: '4Gi' } } } },
      (o) => pod(o).containers[0].resources,
      { requests: { cpu: '1', memory: '4Gi' } },
    ],
    [
      'autoscaling',
      { istiod: { autoscaling: { min: 2, max: 9 } } },
      (o) => o['HorizontalPodAutoscaler/istiod'].spec.maxReplicas,
      9,
    ],
    ['replicas', { istiod: { autoscaling: null, replicas: 3 } }, (o) => o['Deployment/istiod'].spec.replicas, 3],
    ['trace sampling', { istiod: { traceSampling: 7.5 } }, (o) => env(o, 'PILOT_TRACE_SAMPLING'), '7.5'],
    ['env', { istiod: { env: { PILOT_ENABLE_AMBIENT: 'true' } } }, (o) => env(o, 'PILOT_ENABLE_AMBIENT'), 'true'],
    [
      'an env of its own that the user overrides',
      { istiod: { env: { CLUSTER_ID: 'west' } } },
      (o) => env(o, 'CLUSTER_ID'),
      'west',
    ],
    [
      'log level',
      { istiod: { logLevel: 'default:debug' } },
      (o) => pod(o).containers[0].args[2],
      '--log_output_level=default:debug',
    ],
    ['JSON log', { istiod: { logAsJson: true } }, (o) => pod(o).containers[0].args.includes('--log_as_json'), true],
    ['extra arguments', { istiod: { extraArgs: ['--x=y'] } }, (o) => pod(o).containers[0].args.at(-1), '--x=y'],
    [
      'cluster domain',
      { identity: { clusterDomain: 'example.internal' } },
      (o) => pod(o).containers[0].args[4],
      'example.internal',
    ],
    [
      'node selector',
      { istiod: { placement: { nodeSelector: { pool: 'infra' } } } },
      (o) => pod(o).nodeSelector,
      { pool: 'infra' },
    ],
    [
      'tolerations beside the one for CNI',
      { istiod: { placement: { tolerations: [{ operator: 'Exists' }] } } },
      (o) => pod(o).tolerations.length,
      2,
    ],
    [
      'pod annotations',
      { istiod: { podAnnotations: { team: 'mesh' } } },
      (o) => o['Deployment/istiod'].spec.template.metadata.annotations.team,
      'mesh',
    ],
    ['native sidecars', { injection: { nativeSidecars: 'off' } }, (o) => env(o, 'ENABLE_NATIVE_SIDECARS'), 'false'],
    [
      'trust domain',
      { identity: { trustDomain: 'acme.example' } },
      (o) => o['ConfigMap/istio'].data.mesh.includes('trustDomain: acme.example'),
      true,
    ],
    [
      'mesh ID',
      { identity: { meshId: 'mesh1' } },
      (o) => o['ConfigMap/istio'].data.mesh.includes('meshId: mesh1'),
      true,
    ],
    [
      'outbound policy',
      { mesh: { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } } },
      (o) => o['ConfigMap/istio'].data.mesh.includes('mode: REGISTRY_ONLY'),
      true,
    ],
    [
      'access log',
      { mesh: { accessLogFile: '/dev/stdout' } },
      (o) => o['ConfigMap/istio'].data.mesh.includes('accessLogFile: /dev/stdout'),
      true,
    ],
    [
      'disruption budget',
      { istiod: { autoscaling: { min: 2 }, disruptionBudget: { minAvailable: 1 } } },
      (o) => o['PodDisruptionBudget/istiod']?.spec.minAvailable,
      1,
    ],
  ])('%s', (_name, patch, look, expected) => {
    expect(look(istiod(patch))).toEqual(expected);
    expect(look(istiod({ istiod: { disruptionBudget: null } }))).not.toEqual(expected);
  });
});

test('a revision has objects of its own and shares none with the unnamed one', () => {
  const names = Object.keys(istiod({ revision: 'canary' }));
  const others = new Set(Object.keys(istiod()));
  expect(names.filter((name) => others.has(name))).toEqual([]);
  expect(names).toContain('MutatingWebhookConfiguration/istio-sidecar-injector-canary');
  expect(istiod({ revision: 'canary' })['Service/istiod-canary'].spec.selector).toEqual({
    app: 'istiod',
    'istio.io/rev': 'canary',
  });
});

test('webhooks are in their settled state: neither caBundle nor what istiod would change', () => {
  const webhook = istiod()['ValidatingWebhookConfiguration/istio-validator-istio-system'].webhooks[0];
  expect(webhook.failurePolicy).toBeUndefined();
  expect(webhook.clientConfig.caBundle).toBeUndefined();
});

test('only the unnamed revision injects what names no revision', () => {
  const webhooks = (patch: Patch<IstioProps>, name: string) =>
    istiod(patch)[`MutatingWebhookConfiguration/${name}`].webhooks.map(
      (webhook: { name: string }) => webhook.name.split('.sidecar')[0],
    );
  expect(webhooks({}, 'istio-sidecar-injector')).toEqual(['rev.namespace', 'rev.object', 'namespace', 'object']);
  expect(webhooks({ revision: 'canary' }, 'istio-sidecar-injector-canary')).toEqual(['rev.namespace', 'rev.object']);
  expect(webhooks({ injection: { enableNamespacesByDefault: true } }, 'istio-sidecar-injector')).toContain('auto');
});

test('empty environment values, which the server drops, are not written', () => {
  const variables: Printed[] = pod(istiod({ istiod: { env: { EMPTY: '' } } }, demoProfile)).containers[0].env;
  expect(
    variables.filter(({ value, valueFrom }) => value === '' || (value === undefined && valueFrom === undefined)),
  ).toEqual([]);
});

describe('bad input is one clear message', () => {
  test.each<[string, Patch<IstioProps>, string, Patch<IstioProps>]>([
    [
      'hub',
      { image: { hub: 'https://registry/x' } },
      'MESH100 [test/Istiod] image.hub "https://registry/x" is no registry path;',
      { image: { hub: 'localhost:5000/istio' } },
    ],
    [
      'tag',
      { image: { tag: '1.31 1' } },
      'MESH101 [test/Istiod] image.tag "1.31 1" is no image tag;',
      { image: { tag: '1.31.1-alpha_2' } },
    ],
    ['revision', { revision: 'Not.A.Label' }, 'MESH600', { revision: '1-31-1' }],
    ['namespace', { namespace: 'Istio_System' }, 'MESH002', { namespace: 'istio-system-2' }],
    [
      'quantity',
      { istiod: { resources: { requests: { cpu: '1 core' } } } },
      'MESH102 [test/Istiod] istiod.resources.requests.cpu "1 core" is no quantity;',
      { istiod: { resources: { requests: { cpu: '1' } } } },
    ],
    [
      'request above limit',
      { proxy: { resources: { requests: { cpu: '3' } } } },
      'MESH103 [test/Istiod] proxy.resources.cpu requests 3 but is limited to 2000m;',
      { proxy: { resources: { requests: { cpu: '2' } } } },
    ],
    [
      'replicas beside autoscaling',
      { istiod: { replicas: 2 } },
      'MESH104',
      { istiod: { replicas: 2, autoscaling: null } },
    ],
    [
      'min above max',
      { istiod: { autoscaling: { min: 6 } } },
      'MESH105 [test/Istiod] istiod.autoscaling goes from 6 to 5 pods;',
      { istiod: { autoscaling: { min: 5 } } },
    ],
    [
      'no replicas',
      { istiod: { replicas: 0, autoscaling: null } },
      'MESH106',
      { istiod: { replicas: 1, autoscaling: null } },
    ],
    ['sampling', { istiod: { traceSampling: 101 } }, 'MESH107', { istiod: { traceSampling: 100 } }],
    ['duration', { istiod: { maxConnectionAge: '30' } }, 'MESH108', { istiod: { maxConnectionAge: '30m' } }],
    [
      'CIDR',
      { proxy: { includeIPRanges: '10.0.0.0/8,10.1.0.0' } },
      'MESH109 [test/Istiod] proxy.includeIPRanges holds "10.1.0.0", which is no CIDR;',
      { proxy: { includeIPRanges: '10.0.0.0/8,fd00::/8' } },
    ],
    [
      'port list',
      { proxy: { excludeInboundPorts: '80,http' } },
      'MESH110',
      { proxy: { excludeInboundPorts: '80,8080' } },
    ],
    ['domain', { identity: { trustDomain: 'Acme Inc' } }, 'MESH111', { identity: { trustDomain: 'acme.example' } }],
    [
      'a budget that blocks every drain',
      { istiod: { disruptionBudget: { minAvailable: 1 } } },
      'MESH112',
      { istiod: { disruptionBudget: { minAvailable: 1 }, autoscaling: { min: 2 } } },
    ],
    [
      'a budget without a number',
      { istiod: { disruptionBudget: { minAvailable: 'half' }, autoscaling: { min: 2 } } },
      'MESH116',
      { istiod: { disruptionBudget: { minAvailable: '50%' }, autoscaling: { min: 2 } } },
    ],
    [
      'a budget with both numbers',
      { istiod: { disruptionBudget: { minAvailable: 1, maxUnavailable: 1 }, autoscaling: { min: 2 } } },
      'MESH116',
      { istiod: { disruptionBudget: { maxUnavailable: 1 }, autoscaling: { min: 2 } } },
    ],
    [
      'a budget that keeps all pods',
      { istiod: { disruptionBudget: { minAvailable: '90%' }, autoscaling: { min: 3 } } },
      'MESH117 [test/Istiod] istiod may run as 3 pods, none of which may be evicted with minAvailable 90%',
      { istiod: { disruptionBudget: { minAvailable: '60%' }, autoscaling: { min: 3 } } },
    ],
    [
      'a rollout that never begins',
      { istiod: { rollingUpdate: { maxSurge: '0%', maxUnavailable: 0 } } },
      'MESH118',
      { istiod: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } },
    ],
    [
      'a budget of nobody',
      { istiod: { disruptionBudget: { maxUnavailable: 0 } } },
      'MESH117',
      { istiod: { disruptionBudget: { maxUnavailable: 1 } } }, // one pod, which may be evicted
    ],
    [
      'use in percent of the request',
      { istiod: { autoscaling: { cpu: 0 } } },
      'MESH902',
      { istiod: { autoscaling: { cpu: 150, memory: 200 } } },
    ],
    [
      'nothing to scale by',
      { istiod: { autoscaling: { cpu: null } } },
      'MESH901',
      { istiod: { autoscaling: { cpu: null, memory: 80 } } },
    ],
    ['label', { identity: { network: 'net/1' } }, 'MESH115', { identity: { network: 'net_1.a' } }],
    [
      'name of a cluster',
      { identity: { cluster: 'my cluster' } },
      'MESH905',
      { identity: { cluster: 'arn:aws:eks:eu-central-1:111122223333:cluster/shop' } },
    ],
    ['registry', { image: { hub: 'acme.example/Istio' } }, 'MESH100', { image: { hub: 'Acme.example/istio' } }],
    ['level', { istiod: { logLevel: 'all:loud' } }, 'MESH114', { istiod: { logLevel: 'debug' } }],
    ['no level of its own', { proxy: { componentLogLevel: 'debug' } }, 'MESH114', { proxy: { componentLogLevel: '' } }],
    ['environment name', { istiod: { env: { 'NOT-A-NAME': 'x' } } }, 'MESH113', { istiod: { env: { A_NAME: 'x' } } }],
    [
      'log level',
      { istiod: { logLevel: 'default=debug' } },
      'MESH114',
      { istiod: { logLevel: 'default:debug,ads:info' } },
    ],
  ])('%s', (_name, wrong, message, right) => {
    expect(() => istiod(wrong)).toThrow(message);
    expect(() => istiod(right)).not.toThrow();
  });

  test('and all mistakes are told at once', () => {
    const wrong = () => istiod({ image: { hub: 'a b', tag: 'a b' }, istiod: { replicas: 2 } });
    for (const code of ['MESH100', 'MESH101', 'MESH104']) expect(wrong).toThrow(code);
  });
});
