import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { dump } from 'js-yaml';
import type { Manifest } from '../../delivery/dist/manifest';
import { readManifests } from '../../kit/read-yaml';
import { eventually, kubectl, Testbed } from './testbed';
import { byHelm, type Crd, crdsOf, GATEWAY_APIS, route, type Schema, stored } from './theirs';

// A cluster that is in use: what others have there is there afterwards, to the last field, whatever this project is told to do.
const NO_WAIT = '--no-wait';
const bed = new Testbed('minimal');
const { dist } = bed;
afterAll(() => bed.close());

function file(name: string, objects: readonly object[]): string {
  const path = join(dist, `${name}.yaml`);
  writeFileSync(path, objects.map((object) => dump(object, { noRefs: true })).join('---\n'));
  return path;
}

const INSTALLED = GATEWAY_APIS.map(
  ({ what, release, channel, objects }) =>
    [
      what,
      release,
      file(`theirs-${what.replaceAll('/', '-')}`, objects),
      objects.filter(({ kind }) => kind === 'CustomResourceDefinition').map(({ metadata }) => metadata.name),
      ...(channel === 'experimental'
        ? ['MESH822 [gateway-api-', 'the cluster has the experimental channel: ']
        : ['MESH821 [gateway-api-', `the cluster's are newer: `]),
    ] as const,
);

describe.each(INSTALLED)('a Gateway API that is %s, %s', (_what, _release, theirs, crds, code, fact) => {
  const routes = file('routes', [route]);

  beforeAll(async () => {
    await eventually('apply', '--server-side', '-f', theirs);
    kubectl('wait', '--for=condition=Established', '--timeout=60s', 'crd', ...crds);
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
    bare(crdsOf('istio')).map((crd) =>
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
  const objects = ['10-namespaces', '20-base', '30-istiod', '90-validation'].flatMap(
    (stage) => readManifests(readFileSync(bed.file(stage), 'utf8')) as Manifest[],
  );
  const theirs = file('helm', byHelm(objects));
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
  // What goes by the name of ours is theirs all the same.
  const { code: ended, err: left } = await bed.run('delete', 'minimal', '--yes', '--crds', '--timeout', '300');
  expect([ended, left]).toEqual([0, expect.stringContaining('Deployment istio-system/istiod stays')]);
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
  const command =
    'kubectl --context test create secret tls shop-cert --namespace istio-system --cert <file> --key <file>';
  const said = `MESH825 [Secret istio-system/shop-cert] it is not there, and Gateway istio-system/shop needs it; make it: ${command}`;
  expect((await bed.run('apply', 'minimal', NO_WAIT)).err).toContain(said);
  expect((await bed.run('status', 'minimal')).out).toContain(said);
  expect(await bed.run('delete', 'minimal', '--yes', '--crds', '--timeout', '300')).toMatchObject({ code: 0 });
});
