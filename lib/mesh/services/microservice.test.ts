import { describe, expect, test } from '@jest/globals';
import { Chart } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import { MeshApp } from '../../checks/judge/mesh-app';
import { Revision } from '../../istio/revisions/revision';
import { ExistingService, external } from './existing';
import { addressOf, hostFrom, portOf, principal } from './handles';
import { Microservice } from './microservice';
import { MeshNamespace } from './namespace';
import { byName, grpc, http, PROTOCOLS, tcp, webSocket } from './ports';

const shop = () => {
  const app = new MeshApp();
  const chart = new Chart(app, 'test');
  const namespace = new MeshNamespace(chart, 'shop', { injection: true });
  const objects = () => [...app.objects().values()].flat().map((object) => object.toJson());
  const find = (kind: string, name: string) => objects().find((o) => o.kind === kind && o.metadata.name === name);
  return { app, chart, namespace, objects, find };
};
const v1 = { v1: { image: 'shop/cart:1' } };

describe('a namespace', () => {
  test('asks for sidecars of the control plane that it is given', () => {
    const { chart, find } = shop();
    const revision = new Revision({ namespace: 'istio-system', revision: 'canary' });
    new MeshNamespace(chart, 'next', { injection: revision });
    new MeshNamespace(chart, 'plain', { injection: false });
    expect(find('Namespace', 'shop')?.metadata.labels).toEqual({ 'istio-injection': 'enabled' });
    expect(find('Namespace', 'next')?.metadata.labels).toEqual({ 'istio.io/rev': 'canary' });
    expect(find('Namespace', 'plain')?.metadata.labels).toEqual({ 'istio-injection': 'disabled' });
  });

  test('that others own writes no object', () => {
    const { chart, objects } = shop();
    new MeshNamespace(chart, 'theirs', { injection: true, existing: true });
    expect(objects().map((o) => o.metadata.name)).toEqual(['shop']);
  });

  test('refuses a name that Kubernetes refuses', () => {
    const { chart } = shop();
    expect(() => new MeshNamespace(chart, 'My_Shop', { injection: true })).toThrow(
      'MESH002 [test/My_Shop] "My_Shop" is no name for a namespace',
    );
  });
});

describe('a microservice', () => {
  test('is a Service, a ServiceAccount and one Deployment per version', () => {
    const { namespace, objects, find } = shop();
    new Microservice(namespace, 'cart', {
      ports: [http(8080), grpc(9090, { name: 'admin', targetPort: 9091 })],
      versions: { v1: { image: 'shop/cart:1' }, v2: { image: 'shop/cart:2', replicas: 3, serviceAccount: 'cart-v2' } },
    });
    expect(objects().map((o) => `${o.kind}/${o.metadata.name}`)).toEqual([
      'Namespace/shop',
      'Service/cart',
      'ServiceAccount/cart',
      'Deployment/cart-v1',
      'ServiceAccount/cart-v2',
      'Deployment/cart-v2',
    ]);
    expect(find('Service', 'cart')?.spec).toEqual({
      selector: { app: 'cart' },
      ports: [
        { name: 'http', port: 8080, appProtocol: 'http' },
        { name: 'grpc-admin', port: 9090, targetPort: 9091, appProtocol: 'grpc' },
      ],
    });
    expect(find('Deployment', 'cart-v2')?.spec).toEqual({
      replicas: 3,
      selector: { matchLabels: { app: 'cart', version: 'v2' } },
      template: {
        metadata: { labels: { app: 'cart', version: 'v2' } },
        spec: {
          serviceAccountName: 'cart-v2',
          containers: [
            { name: 'cart', image: 'shop/cart:2', ports: [{ containerPort: 8080 }, { containerPort: 9091 }] },
          ],
        },
      },
    });
  });

  test('writes amounts, probes and security as they were given', () => {
    const { namespace, find } = shop();
    new Microservice(namespace, 'cart', {
      ports: [http(8080)],
      versions: {
        v1: {
          image: 'shop/cart:1',
          pullPolicy: 'IfNotPresent',
          args: ['--fast'],
          env: { LEVEL: 'info' },
          emptyDirs: { '/tmp': 'tmp' },
          resources: { requests: { cpu: '0.1', memory: '1.5Gi' } },
          securityContext: { runAsNonRoot: true },
          readiness: '/ready',
          podAnnotations: { team: 'cart' },
        },
      },
    });
    const { metadata, spec } = find('Deployment', 'cart-v1')?.spec.template ?? {};
    expect(metadata.annotations).toEqual({ team: 'cart' });
    expect(spec.volumes).toEqual([{ name: 'tmp', emptyDir: {} }]);
    expect(spec.containers[0]).toEqual({
      name: 'cart',
      image: 'shop/cart:1',
      imagePullPolicy: 'IfNotPresent',
      args: ['--fast'],
      env: [{ name: 'LEVEL', value: 'info' }],
      ports: [{ containerPort: 8080 }],
      resources: { requests: { cpu: '0.1', memory: '1.5Gi' } },
      securityContext: { runAsNonRoot: true },
      readinessProbe: { httpGet: { path: '/ready', port: 8080 } },
      volumeMounts: [{ name: 'tmp', mountPath: '/tmp' }],
    });
  });

  test('two ports may lead to one of the pod, and one volume have two paths', () => {
    const { namespace, find } = shop();
    new Microservice(namespace, 'cart', {
      ports: [http(80, { targetPort: 8080 }), http(81, { name: 'admin', targetPort: 8080 })],
      versions: { v1: { image: 'shop/cart:1', emptyDirs: { '/tmp': 'scratch', '/var/cache': 'scratch' } } },
    });
    const { spec } = find('Deployment', 'cart-v1')?.spec.template ?? {};
    expect(spec.volumes).toEqual([{ name: 'scratch', emptyDir: {} }]);
    expect(spec.containers[0].ports).toEqual([{ containerPort: 8080 }]);
    expect(spec.containers[0].volumeMounts.map(({ mountPath }: { mountPath: string }) => mountPath)).toEqual([
      '/tmp',
      '/var/cache',
    ]);
  });

  test('a profile of the kernel is newer than the types of cdk8s-plus, and written', () => {
    const { namespace, find } = shop();
    const securityContext = { appArmorProfile: { type: 'RuntimeDefault' } } as const;
    new Microservice(namespace, 'cart', { ports: [http(80)], versions: { v1: { image: 'a', securityContext } } });
    expect(find('Deployment', 'cart-v1')?.spec.template.spec.containers[0].securityContext).toEqual(securityContext);
  });

  test.each<[string, object, string]>([
    [
      'a number for a text',
      { env: { WORKERS: 4 } },
      'MESH627 [test/shop/cart] versions.v1.env.WORKERS is 4; give it a text',
    ],
    ['no image', { image: undefined }, 'MESH628 [test/shop/cart] versions.v1.image is missing; give it a text'],
    ['a word that is none', { pullPolicy: 'always' }, 'MESH625 [test/shop/cart] versions.v1.pullPolicy is "always"'],
    [
      'a key that is none',
      { replica: 2 },
      'MESH626 [test/shop/cart] nothing reads versions.v1.replica; write versions.v1.replicas',
    ],
  ])('what JSON may bring and no type holds: %s', (_, version, text) => {
    const versions = { v1: { image: 'a', ...version } } as never;
    const { namespace } = shop();
    expect(() => new Microservice(namespace, 'cart', { ports: [http(80)], versions })).toThrow(text);
  });

  test('a protocol that is none, and a number that is a text', () => {
    const { namespace } = shop();
    const made =
      (port: object, id = 'cart') =>
      () =>
        new Microservice(namespace, id, { name: 'cart', ports: [{ ...http(80), ...port }], versions: v1 });
    expect(made({ protocol: 'http' })).toThrow(
      'MESH625 [test/shop/cart] ports[0].protocol is "http", which is none of its words; write one of GRPC, ',
    );
    expect(made({}, 'right')).not.toThrow();
    expect(made({ port: '8080' }, 'text')).toThrow(
      'MESH627 [test/shop/text] ports[0].port is "8080"; give it a number',
    );
  });

  test('is reached near the caller, by either IP family, or from outside', () => {
    const { namespace, find } = shop();
    new Microservice(namespace, 'cart', {
      ports: [http(80, { nodePort: 30080 })],
      versions: v1,
      service: { type: 'NodePort', trafficDistribution: 'PreferSameZone', ipFamilies: { policy: 'PreferDualStack' } },
    });
    expect(find('Service', 'cart')?.metadata.annotations).toEqual({
      'networking.istio.io/traffic-distribution': 'PreferSameZone',
    });
    expect(find('Service', 'cart')?.spec).toMatchObject({
      type: 'NodePort',
      ipFamilyPolicy: 'PreferDualStack',
      ports: [{ nodePort: 30080 }],
    });
  });

  test('goes on as a cdk8s-plus Deployment, found by its own labels', () => {
    const { namespace, chart, find } = shop();
    const cart = new Microservice(namespace, 'cart', { ports: [http(8080)], versions: v1 });
    const deployment = cart.deployment('v1');
    deployment.scheduling.spread({ topology: kplus.Topology.HOSTNAME });
    deployment.addVolume(kplus.Volume.fromEmptyDir(chart, 'Scratch', 'scratch'));
    new kplus.Service(chart, 'Debug', { metadata: { name: 'debug' }, selector: deployment, ports: [{ port: 1 }] });
    const pod = find('Deployment', 'cart-v1')?.spec.template.spec;
    expect(pod.volumes).toEqual([{ name: 'scratch', emptyDir: {} }]);
    const [term] = pod.affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution;
    expect(term.labelSelector.matchLabels).toEqual({ app: 'cart', version: 'v1' });
    expect(find('Service', 'debug')?.spec.selector).toEqual({ app: 'cart', version: 'v1' });
  });

  test('declares whom it calls, as a whole or by version', () => {
    const { namespace } = shop();
    const stock = new Microservice(namespace, 'stock', { ports: [http(80)], versions: v1 });
    const mail = external('mail.example.com', [tcp(25)]);
    const cart = new Microservice(namespace, 'cart', {
      ports: [http(80)],
      versions: { v1: { image: 'a:1' }, v2: { image: 'a:2', calls: [mail] } },
      calls: [stock],
    });
    expect(cart.declaredCalls.map((c) => [c.fromVersion ?? 'all', c.to.name])).toEqual([
      ['v2', 'mail.example.com'],
      ['all', 'stock'],
    ]);
  });

  test('has a Service for each version where the Gateway API needs one', () => {
    const { namespace, find } = shop();
    new Microservice(namespace, 'cart', { ports: [http(80)], versions: v1, serviceForEachVersion: true });
    expect(find('Service', 'cart-v1')?.spec.selector).toEqual({ app: 'cart', version: 'v1' });
  });
});

describe('handles', () => {
  test('of a microservice, an existing service and a host outside have one form', () => {
    const { namespace } = shop();
    const cart = new Microservice(namespace, 'cart', { ports: [http(80)], versions: v1 });
    const old = ExistingService.of({ name: 'old', namespace: 'legacy', ports: [http(80)], versions: ['v7'] });
    expect([cart, old, external('example.com')].map((h) => [h.host, hostFrom(h, 'shop')])).toEqual([
      ['cart.shop.svc.cluster.local', 'cart'],
      ['old.legacy.svc.cluster.local', 'old.legacy.svc.cluster.local'],
      ['example.com', 'example.com'],
    ]);
    expect(old.version('v7').podLabels).toEqual({ app: 'old', version: 'v7' });
    expect(addressOf(cart.version('v1')).service).toBe(cart);
    expect(addressOf(cart.version('v1').port(80))).toMatchObject({ version: { name: 'v1' }, port: { port: 80 } });
    expect(cart.serviceAccounts.map((account) => principal(account))).toEqual(['cluster.local/ns/shop/sa/cart']);
  });

  test('name one port, or must be asked for one', () => {
    const one = ExistingService.of({ name: 'one', namespace: 'a', ports: [http(80)] });
    const two = ExistingService.of({ name: 'two', namespace: 'a', ports: [http(80), tcp(81)] });
    expect(portOf(one).port).toBe(80);
    expect(portOf(two.port(81)).protocol).toBe('TCP');
    expect(() => portOf(two)).toThrow('MESH311 [two.a.svc.cluster.local] two has the ports 80, 81');
    expect(() => two.port(82)).toThrow('MESH310 [two.a.svc.cluster.local] two has no port 82; use one of 80, 81');
    expect(() => one.version('v1')).toThrow('MESH305');
  });
});

describe('protocols', () => {
  test('write the name and the appProtocol of a port together', () => {
    expect(webSocket(8080)).toMatchObject({ name: 'http', appProtocol: 'kubernetes.io/ws' });
    expect(byName(http(80, { name: 'web' }))).toEqual({ port: 80, name: 'http-web', protocol: 'HTTP' });
    for (const { name, app } of Object.values(PROTOCOLS)) expect(app.startsWith(name) || app.includes('/')).toBe(true);
  });
});

describe('a mistake in a microservice', () => {
  const make = (props: Partial<ConstructorParameters<typeof Microservice>[2]>, id = 'cart') => {
    const { namespace } = shop();
    return () => new Microservice(namespace, id, { ports: [http(80)], versions: v1, ...props });
  };

  test.each([
    ['MESH301', make({ name: '9lives' })],
    ['MESH303', make({ versions: { 'V 1': { image: 'a:1' } } })],
    ['MESH304', make({ versions: {} })],
    ['MESH306 [test/shop/cart] port 70000 is out of range', make({ ports: [http(70000)] })],
    ['MESH306', make({ ports: [http(80, { targetPort: 0 })] })],
    ['MESH307 [test/shop/cart] number 80 is used by two', make({ ports: [http(80), grpc(80)] })],
    ['MESH307 [test/shop/cart] name "http" is used', make({ ports: [http(80), http(81)] })],
    ['MESH308', make({ ports: [] })],
    ['MESH309', make({ ports: [http(80, { name: 'a-very-long-name' })] })],
    ['MESH312', make({ versions: { v1: { image: 'a:1', resources: { limits: { memory: '1 GB' } } } } })],
    ['MESH313', make({ versions: { v1: { image: 'a:1', replicas: 1.5 } } })],
    ['MESH306 [test/shop/cart] port 65536 is out', make({ ports: [http(80, { nodePort: 65536 })] })],
    ['MESH362', make({ versions: { v1: { image: 'a:1', drain: 30 } } })],
  ])('is refused: %s', (message, build) => {
    expect(build).toThrow(message);
    expect(make({})).not.toThrow();
  });

  test('may go on serving when its pods are told to stop', () => {
    const { namespace, find } = shop();
    new Microservice(namespace, 'cart', { ports: [http(80)], versions: { v1: { image: 'shop/cart:1', drain: 5 } } });
    const [container] = find('Deployment', 'cart-v1')?.spec.template.spec.containers ?? [];
    expect(container.lifecycle).toEqual({ preStop: { sleep: { seconds: 5 } } });
  });

  test('is one outside of a namespace', () => {
    const { chart } = shop();
    expect(() => new Microservice(chart, 'cart', { ports: [http(80)], versions: v1 })).toThrow('MESH300');
  });

  test('is a second one of the same name, wherever it is made', () => {
    const { namespace, objects } = shop();
    const props = { ports: [http(80)], versions: v1 };
    new Microservice(namespace, 'cart', props);
    expect(() => new Microservice(namespace, 'cart', props)).toThrow('MESH302 [test/shop]');
    new Microservice(namespace, 'again', { ...props, name: 'cart' });
    expect(objects).toThrow(
      'MESH302 [test/shop/again] the namespace shop already has a microservice "cart" at test/shop/cart; rename',
    );
  });

  test('is a version that was never declared, or a host that is none', () => {
    const { namespace } = shop();
    const cart = new Microservice(namespace, 'cart', { ports: [http(80)], versions: v1 });
    expect(() => cart.version('v2')).toThrow(
      'MESH305 [cart.shop.svc.cluster.local] cart has no version "v2"; use one of v1',
    );
    expect(() => external('https://example.com')).toThrow('MESH315');
    expect(() => external('*.example.com')).not.toThrow();
  });
});
