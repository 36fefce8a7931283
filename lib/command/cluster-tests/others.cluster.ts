import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { dump } from 'js-yaml';
import type { Live, Manifest } from '../../delivery/dist/manifest';
import { readManifests } from '../../kit/read-yaml';
import { kubectl, Testbed } from './testbed';

// A cluster that is in use: what others have there is there afterwards, to the last field, whatever this project is told to do.
const NO_WAIT = '--no-wait';
const bed = new Testbed('minimal');
const { dist } = bed;
afterAll(() => bed.close());

const BUNDLE = 'gateway.networking.k8s.io/bundle-version';
const CHANNEL = 'gateway.networking.k8s.io/channel';
const GATEWAY_CRDS = readManifests(readFileSync(join(dist, 'crds', bed.crds('gateway-api')), 'utf8')) as Crd[];
const GUARD = readManifests(readFileSync(join(dist, 'crds/guard', bed.crds('gateway-api')), 'utf8')) as Manifest[];
const ISTIO_CRDS = readManifests(readFileSync(join(dist, 'crds', bed.crds('istio')), 'utf8')) as Crd[];

interface Crd extends Manifest {
  readonly spec: { readonly versions: readonly Version[] };
}
interface Version {
  readonly name: string;
  readonly schema: { readonly openAPIV3Schema: Schema };
}
interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
}

/** Objects as another release has them. */
const released = <T extends Manifest>(objects: readonly T[], release: string, channel: string): readonly T[] =>
  objects.map((object) => ({
    ...object,
    metadata: {
      ...object.metadata,
      annotations: { ...object.metadata.annotations, [BUNDLE]: release, [CHANNEL]: channel },
    },
  }));

/** CRDs that know one more field of routes: `sessionPersistence`, as the experimental channel does, and later releases may. */
const withSessions = (objects: readonly Crd[]): readonly Crd[] =>
  JSON.parse(JSON.stringify(objects), (key, value) =>
    key === 'rules' && value.type === 'array' && value.items?.properties?.matches !== undefined
      ? {
          ...value,
          items: {
            ...value.items,
            properties: {
              ...value.items.properties,
              sessionPersistence: { type: 'object', properties: { sessionName: { type: 'string' } } },
            },
          },
        }
      : value,
  );

function file(name: string, objects: readonly object[]): string {
  const path = join(dist, `${name}.yaml`);
  writeFileSync(path, objects.map((object) => dump(object, { noRefs: true })).join('---\n'));
  return path;
}

/** Objects as the server has them, without what it counts. */
function stored(...names: readonly string[]): readonly object[] {
  const { items = [], ...one } = JSON.parse(kubectl('get', ...names, '-o', 'json')) as { items?: readonly Live[] };
  return (items.length > 0 ? items : [one as Live]).map(({ metadata, ...rest }) => {
    const { managedFields: _fields, ...own } = metadata;
    return { ...rest, metadata: own };
  });
}

const route = {
  apiVersion: 'gateway.networking.k8s.io/v1',
  kind: 'HTTPRoute',
  metadata: { name: 'theirs', namespace: 'default' },
  spec: { rules: [{ sessionPersistence: { sessionName: 'theirs' }, backendRefs: [{ name: 'shop', port: 80 }] }] },
};

const gatewayCrds = GATEWAY_CRDS.map(({ metadata }) => metadata.name);

/** Installed releases: ours as others have them, and real ones of which `GATEWAY_API_CRDS` names the folders. */
const INSTALLED: readonly (readonly [what: string, release: string, theirs: string, code: string, fact: string])[] = [
  ...(
    [
      ['newer', 'v1.8.0', 'standard'],
      ['newer by a patch', 'v1.7.9', 'standard'],
      ['experimental', 'v1.6.0', 'experimental'],
    ] as const
  ).map(([what, release, channel]) => {
    const objects = [...released(withSessions(GATEWAY_CRDS), release, channel), ...released(GUARD, release, channel)];
    return { what, release, theirs: file(`theirs-${release}-${channel}`, objects), channel };
  }),
  ...(process.env['GATEWAY_API_CRDS'] ?? '')
    .split(delimiter)
    .filter((folder) => folder !== '')
    .map((folder) => {
      const [crd] = readdirSync(folder).filter((name) => name.endsWith('httproutes.yaml'));
      const { annotations = {} } = (readManifests(readFileSync(join(folder, crd ?? ''), 'utf8'))[0] as Crd).metadata;
      return {
        what: `really ${folder}`,
        release: annotations[BUNDLE] ?? '',
        theirs: folder,
        channel: annotations[CHANNEL],
      };
    }),
].map(({ what, release, theirs, channel }) =>
  channel === 'experimental'
    ? [what, release, theirs, 'MESH822 [gateway-api-', 'the cluster has the experimental channel: ']
    : [what, release, theirs, 'MESH821 [gateway-api-', `the cluster's are newer: `],
);

describe.each(INSTALLED)('a Gateway API that is %s, %s', (_what, _release, theirs, code, fact) => {
  const routes = file('routes', [route]);

  beforeAll(() => {
    kubectl('apply', '--server-side', '-f', theirs);
    kubectl('wait', '--for=condition=Established', '--timeout=60s', 'crd', ...gatewayCrds);
    kubectl('apply', '-f', routes);
  });
  afterAll(() => {
    kubectl('delete', '--ignore-not-found', '-f', theirs);
  });

  const theirObjects = () => [...stored('-f', theirs), ...stored('httproute', 'theirs')];

  test('is left alone with its guard and the routes of others, by the command, twice, and by delete', async () => {
    const before = theirObjects();
    for (let time = 0; time < 2; time++) {
      const { code: exit, err } = await bed.run('apply', 'minimal', NO_WAIT);
      expect([exit, err]).toEqual([0, expect.stringContaining(code)]);
      expect(err).toContain(fact);
      expect(err).toContain("gatewayApi: 'present'");
    }
    expect(await bed.run('diff', 'minimal', '--output', 'json')).toMatchObject({ code: 0, out: '[]\n' });
    expect(await bed.run('delete', 'minimal', '--yes', '--crds', '--timeout', '300')).toMatchObject({ code: 0 });
    expect(theirObjects()).toEqual(before);
    expect(stored('httproute', 'theirs')).toMatchObject([
      { spec: { rules: [{ sessionPersistence: { sessionName: 'theirs' } }] } },
    ]);
  });

  test("is refused to the README's kubectl, object by object", () => {
    const before = theirObjects();
    const documented = ['apply', '--server-side', '--field-manager=cdk8s-istio', '-f'];
    expect(() => kubectl(...documented, join(dist, 'crds', bed.crds('gateway-api')))).toThrow(
      /conflicts? with "kubectl"/,
    );
    expect(() => kubectl(...documented, join(dist, 'crds/guard'))).toThrow(/conflicts? with "kubectl"/);
    expect(theirObjects()).toEqual(before);
  });
});

describe("Istio's CRDs", () => {
  afterEach(() => {
    kubectl('delete', '--ignore-not-found', '--timeout=300s', '-f', join(dist, 'crds', bed.crds('istio')));
  });

  const bare = (objects: readonly Crd[]): readonly Crd[] =>
    objects.map(({ metadata: { name }, ...rest }) => ({ ...rest, metadata: { name } }));
  const changed = (name: string, change: (schema: Schema) => Schema): readonly Crd[] =>
    bare(ISTIO_CRDS).map((crd) =>
      crd.metadata.name !== name
        ? crd
        : {
            ...crd,
            spec: {
              ...crd.spec,
              versions: crd.spec.versions.map((version) => ({
                ...version,
                schema: { openAPIV3Schema: change(version.schema.openAPIV3Schema) },
              })),
            },
          },
    );
  const spec = (schema: Schema, more: (fields: Record<string, Schema>) => Record<string, Schema>): Schema => {
    const { spec: own = {} } = schema.properties ?? {};
    return {
      ...schema,
      properties: { ...schema.properties, spec: { ...own, properties: more({ ...own.properties }) } },
    };
  };
  const NAME = 'destinationrules.networking.istio.io';

  test('newer ones are left alone, and it says by what they are newer', async () => {
    const newer = changed(NAME, (schema) =>
      spec(
        schema,
        (fields) =>
          ({ ...fields, backends: { type: 'object', properties: { weight: { type: 'integer' } } } }) as Record<
            string,
            Schema
          >,
      ),
    );
    kubectl('apply', '--server-side', '-f', file('newer', newer));
    const before = stored('crd', NAME);
    const { code, err } = await bed.run('apply', 'minimal', NO_WAIT);
    expect([code, err]).toEqual([0, expect.stringContaining('DestinationRule v1 spec.backends')]);
    expect(err).toMatch(/MESH821 \[istio-/);
    expect(stored('crd', NAME)).toEqual(before);
    expect(await bed.run('delete', 'minimal', '--yes', '--crds', '--timeout', '300')).toMatchObject({ code: 0 });
    expect(stored('crd', NAME)).toEqual(before);
  });

  test('older ones are brought up to date, those of a program only with --force', async () => {
    const older = changed(NAME, (schema) => spec(schema, ({ workloadSelector: _, ...fields }) => fields));
    const knows = () => JSON.stringify(stored('crd', NAME)).includes('workloadSelector');
    kubectl('apply', '--server-side', '--field-manager=helm', '-f', file('older', older));
    expect(knows()).toBe(false);
    const { code, err } = await bed.run('apply', 'minimal', NO_WAIT);
    expect([code, err]).toEqual([
      0,
      expect.stringMatching(/MESH823 \[istio-[^\]]*\] the cluster's are older, and helm brought them/),
    ]);
    expect(knows()).toBe(false);
    expect(await bed.run('apply', 'minimal', NO_WAIT, '--force')).toMatchObject({ code: 0 });
    expect(knows()).toBe(true);
    expect(kubectl('explain', 'virtualservice.spec.http')).toContain('route rules for HTTP traffic');
    // They were there before.
    expect((await bed.run('delete', 'minimal', '--yes', '--crds', '--timeout', '300')).err).toContain(`${NAME} stays`);
    expect(knows()).toBe(true);
  });
});

test('a namespace that was there keeps its labels and its content, and stays', async () => {
  const labels = { team: 'payments', 'app.kubernetes.io/managed-by': 'terraform' };
  const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'istio-system', labels } };
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'theirs', namespace: 'istio-system' },
    stringData: { a: 'b' },
  };
  kubectl('apply', '-f', file('namespace', [namespace, secret]));
  const secrets = stored('secret', 'theirs', '-n', 'istio-system');
  await bed.applied(NO_WAIT);
  expect(stored('namespace', 'istio-system')).toMatchObject([{ metadata: { labels } }]);
  const { code, err } = await bed.run('delete', 'minimal', '--yes', '--crds', '--timeout', '300');
  expect([code, err]).toEqual([0, expect.stringContaining('Namespace istio-system stays')]);
  expect(stored('namespace', 'istio-system')).toMatchObject([{ metadata: { labels } }]);
  expect(stored('secret', 'theirs', '-n', 'istio-system')).toEqual(secrets);
  kubectl('delete', 'namespace', 'istio-system');
});

afterAll(() => {
  kubectl('delete', '--ignore-not-found', 'namespace', 'istio-system');
});

test('another installation of Istio is not taken over by the way', async () => {
  const helm = (object: Manifest): Manifest => ({
    ...object,
    metadata: { ...object.metadata, labels: { ...object.metadata.labels, 'app.kubernetes.io/managed-by': 'Helm' } },
  });
  const objects = ['10-namespaces', '20-base', '30-istiod', '90-validation'].flatMap(
    (stage) => readManifests(readFileSync(bed.file(stage), 'utf8')) as Manifest[],
  );
  const theirs = file('helm', objects.map(helm));
  kubectl('apply', '--server-side', '--field-manager=helm', '-f', theirs);
  const before = stored('-f', theirs);
  const { code, err } = await bed.run('apply', 'minimal', NO_WAIT);
  expect([code, err]).toEqual([
    2,
    expect.stringMatching(/^MESH824 \[test\] another installation of Istio owns ServiceAccount istio-system/m),
  ]);
  expect(stored('-f', theirs)).toEqual(before);
  expect(kubectl('get', 'configmap', '-n', 'default', '-o', 'name')).not.toContain('cdk8s-istio');
  // The README's kubectl is refused wherever something would change.
  expect(() => kubectl('apply', '--server-side', '--field-manager=cdk8s-istio', '-f', join(dist, 'minimal'))).toThrow(
    /conflict with "helm"/,
  );
  expect(stored('-f', theirs)).toEqual(before);
  kubectl('delete', '-f', theirs);
});

test('Secrets that listeners need are named, with the command that makes them', async () => {
  const gateway = {
    apiVersion: 'networking.istio.io/v1',
    kind: 'Gateway',
    metadata: { name: 'shop', namespace: 'istio-system' },
    spec: {
      selector: { istio: 'pilot' },
      servers: [
        {
          port: { number: 443, name: 'https', protocol: 'HTTPS' },
          hosts: ['shop.example.com'],
          tls: { mode: 'SIMPLE', credentialName: 'shop-cert' },
        },
      ],
    },
  };
  writeFileSync(bed.file('70-mesh'), dump(gateway));
  const command = 'kubectl create secret tls shop-cert --namespace istio-system --cert <file> --key <file>';
  const said = `MESH825 [Secret istio-system/shop-cert] it is not there, and Gateway istio-system/shop needs it; make it: ${command}`;
  expect((await bed.run('apply', 'minimal', NO_WAIT)).err).toContain(said);
  expect((await bed.run('status', 'minimal')).out).toContain(said);
  expect(await bed.run('delete', 'minimal', '--yes', '--crds', '--timeout', '300')).toMatchObject({ code: 0 });
});
