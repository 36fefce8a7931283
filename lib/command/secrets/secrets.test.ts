import { expect, test } from '@jest/globals';
import type { Manifest } from '../../delivery/dist/manifest';
import { secretsNeeded } from '../../delivery/secrets/needed';
import { NEEDS_SECRETS } from '../../installation/namespaces';
import { commandFor } from './missing';

const GROUPS: Readonly<Record<string, string>> = {
  Deployment: 'apps/v1',
  ...Object.fromEntries(
    ['Gateway', 'DestinationRule', 'VirtualService'].map((kind) => [kind, 'networking.istio.io/v1'] as const),
  ),
};
const object = (kind: string, name: string, rest: object = {}): Manifest =>
  ({ apiVersion: GROUPS[kind] ?? 'v1', kind, metadata: { name, namespace: 'shop' }, ...rest }) as Manifest;
const pods = (spec: object, labels: object = {}, namespace = 'shop'): Manifest => ({
  ...object('Deployment', 'web', { spec: { template: { metadata: { labels }, spec } } }),
  metadata: { name: 'web', namespace },
});
const gateway = (tls: object) =>
  object('Gateway', 'edge', { spec: { selector: { istio: 'edge' }, servers: [{ tls }] } });
const edge = pods({}, { istio: 'edge' }, 'edge');
const rule = (spec: object) => object('DestinationRule', 'bank', { spec: { host: 'bank.example', ...spec } });
const mutual = { trafficPolicy: { tls: { mode: 'MUTUAL', credentialName: 'client' } } };
const generic = (name: string, namespace = 'shop') =>
  `kubectl --context here create secret generic ${name} --namespace ${namespace}`;
const pulled = (name: string) =>
  `kubectl --context here create secret docker-registry ${name} --namespace shop --docker-server <host> --docker-username <name> --docker-password <password>`;
const ALL = '--from-file tls.crt=<file> --from-file tls.key=<file> --from-file ca.crt=<file>';

test.each<[string, readonly Manifest[], readonly string[]]>([
  [
    "a listener's certificate, beside the gateway's pods",
    [gateway({ mode: 'SIMPLE', credentialName: 'cert' }), edge],
    ['kubectl --context here create secret tls cert --namespace edge --cert <file> --key <file>'],
  ],
  [
    'a listener that clients show a certificate to',
    [gateway({ mode: 'MUTUAL', credentialName: 'cert' }), edge],
    [`${generic('cert', 'edge')} ${ALL}`],
  ],
  [
    'an authority of its own',
    [gateway({ mode: 'MUTUAL', credentialName: 'cert', caCertCredentialName: 'clients' }), edge],
    [
      'kubectl --context here create secret tls cert --namespace edge --cert <file> --key <file>',
      `${generic('clients', 'edge')} --from-file ca.crt=<file>`,
    ],
  ],
  ['a ConfigMap is none', [gateway({ mode: 'SIMPLE', credentialName: 'configmap://cert' }), edge], []],
  [
    "a workload's certificate for a server outside",
    [rule({ ...mutual, workloadSelector: { matchLabels: { app: 'web' } } })],
    [`${generic('client')} ${ALL}`],
  ],
  [
    'the authority of a server, beside the egress gateway that calls it',
    [
      rule({ trafficPolicy: { tls: { mode: 'SIMPLE', credentialName: 'bank-ca' } } }),
      gateway({}),
      edge,
      object('VirtualService', 'bank', {
        spec: { gateways: ['edge'], http: [{ route: [{ destination: { host: 'bank.example' } }] }] },
      }),
    ],
    [`${generic('bank-ca', 'edge')} --from-file ca.crt=<file>`],
  ],
  ['nobody calls it', [rule(mutual)], []],
  [
    'what a pod mounts and reads',
    [
      pods({
        volumes: [
          { secret: { secretName: 'mounted' } },
          { secret: { secretName: 'maybe', optional: true } },
          { projected: { sources: [{ secret: { name: 'projected', items: [{ key: 'token' }] } }] } },
        ],
        containers: [
          { env: [{ valueFrom: { secretKeyRef: { name: 'read', key: 'a' } } }] },
          { env: [{ valueFrom: { secretKeyRef: { name: 'read', key: 'b' } } }] },
        ],
      }),
    ],
    [
      `${generic('mounted')} --from-file <folder>`,
      `${generic('projected')} --from-literal token=<value>`,
      `${generic('read')} --from-literal a=<value> --from-literal b=<value>`,
    ],
  ],
  [
    'what images are pulled with, by a pod or by its account',
    [
      pods({ imagePullSecrets: [{ name: 'mine' }] }),
      object('ServiceAccount', 'web', { imagePullSecrets: [{ name: 'its' }] }),
    ],
    [pulled('mine'), pulled('its')],
  ],
  [
    'what the installation says that others bring, once',
    [
      {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: 'shop', annotations: { [NEEDS_SECRETS]: 'cacerts,istio-remote-secret-west,grafana-admin' } },
      },
      pods({
        volumes: [{ secret: { secretName: 'cacerts' } }],
        containers: [{ env: [{ valueFrom: { secretKeyRef: { name: 'grafana-admin', key: 'password' } } }] }],
      }),
    ],
    [
      `${generic('cacerts')} --from-file ca-cert.pem=<file> --from-file ca-key.pem=<file> --from-file root-cert.pem=<file> --from-file cert-chain.pem=<file>`,
      'istioctl create-remote-secret --name west --context <its context> --namespace shop | kubectl --context here apply -f -',
      `${generic('grafana-admin')} --from-literal password=<value>`,
    ],
  ],
  [
    'what a Certificate or an ExternalSecret makes is not missing',
    [
      gateway({ mode: 'SIMPLE', credentialNames: ['cert', 'other'] }),
      object('Certificate', 'c', { spec: { secretName: 'cert' } }),
      object('ExternalSecret', 'other'),
    ],
    [],
  ],
])('%s', (_, objects, commands) => {
  expect(secretsNeeded(objects).map((need) => commandFor(need, 'here'))).toEqual(commands);
});

test("a cluster is read in istioctl's own namespace unless it is told of another", () => {
  const need = {
    ...{ name: 'istio-remote-secret-west', by: 'Namespace istio-system' },
    type: 'remote',
    keys: [],
  } as const;
  expect(commandFor({ ...need, namespace: 'istio-system' }, 'east')).toBe(
    'istioctl create-remote-secret --name west --context <its context> | kubectl --context east apply -f -',
  );
});
