import { execFileSync } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { load, loadAll } from 'js-yaml';
import { ENVIRONMENTS } from '../../environments';
import { minimal } from '../../environments/minimal';
import { GATEWAY_API_CRDS, ISTIO_CRDS } from '../../istio/base/crds';
import type { StringMap } from '../../kit/formats/labels';
import { override } from '../../kit/override';
import { fleet } from '../../topology/fleet';
import type { Brought } from '../dist/delivered';
import { DELIVERY } from '../program/props';
import { render } from '../render';
import { healthChecks } from './health';

/** Every sample as if Argo CD brought it. */
const delivered = ENVIRONMENTS.map((one) => override(one, { delivery: { by: 'argo-cd' } }));
const files = render(delivered, DELIVERY);
const text = (name: string, of = files) => of.get(`argocd/${name}/${name}.k8s.yaml`) ?? '';
const objects = <T extends { readonly kind: string }>(name: string, kind: string, of = files) =>
  (loadAll(text(name, of)) as T[]).filter((object) => object.kind === kind);

interface Project {
  readonly kind: 'AppProject';
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly destinations: readonly { readonly name?: string; readonly server?: string }[];
    readonly clusterResourceWhitelist: readonly Brought[];
    readonly namespaceResourceWhitelist: readonly Brought[];
  };
}
interface Application {
  readonly kind: 'Application';
  readonly metadata: { readonly name: string; readonly annotations: StringMap };
  readonly spec: {
    readonly project: string;
    readonly ignoreDifferences?: unknown;
    readonly destination: { readonly name?: string; readonly server?: string };
    readonly source: { readonly path: string; readonly directory?: { readonly include: string } };
    readonly syncPolicy: { readonly automated: object; readonly syncOptions: readonly string[] };
  };
}
interface Set {
  readonly kind: 'ApplicationSet';
  readonly spec: { readonly template: Application };
}
const isOfCrds = ({ spec }: Application) => spec.source.directory !== undefined;
const allApplicationsOf = (of: ReadonlyMap<string, string>) => objects<Application>('applications', 'Application', of);
const applicationsOf = (of: ReadonlyMap<string, string>) => allApplicationsOf(of).filter((one) => !isOfCrds(one));
const environmentSet = (of = files) =>
  objects<Set>('application-set', 'ApplicationSet', of).find(({ spec }) => !isOfCrds(spec.template));
const SERVER_SIDE_DIFF = 'argocd.argoproj.io/compare-options';

test('what kubectl reads of dist/argocd is a project of ours and Applications, or the ApplicationSet instead', () => {
  const ours = [...files.keys()].filter((path) => path.startsWith('argocd/'));
  const readable = ours.filter((path) => /\.(ya?ml|json)$/.test(path));
  expect(readable).toEqual(['applications', 'application-set'].map((name) => `argocd/${name}/${name}.k8s.yaml`));
  for (const path of readable)
    for (const { kind, metadata } of loadAll(files.get(path) ?? '') as Application[]) {
      expect(['AppProject', 'Application', 'ApplicationSet']).toContain(kind);
      expect(metadata.name).toMatch(/^mesh(-|$)/);
    }
  expect(ours.filter((path) => !readable.includes(path))).toEqual([
    'argocd/health/argocd-cm.patch',
    'argocd/health/argo-cd.values',
  ]);
});

test("health checks are a patch of Argo CD's ConfigMap, and values of its chart", () => {
  const patch = load(files.get('argocd/health/argocd-cm.patch') ?? '') as Record<string, object>;
  const values = load(files.get('argocd/health/argo-cd.values') ?? '') as Record<string, object>;
  expect(Object.keys(patch)).toEqual(['data']);
  expect(values).toEqual({ configs: { cm: patch['data'] } });
});

test('there is one Application for each environment, which ignores no difference and asks the server for none', () => {
  const applications = applicationsOf(files);
  expect(applications.map(({ spec }) => spec.source.path)).toEqual(ENVIRONMENTS.map(({ name }) => `dist/${name}`));
  const set = environmentSet();
  for (const { metadata, spec } of [...applications, ...(set === undefined ? [] : [set.spec.template])]) {
    expect(spec.ignoreDifferences).toBe(undefined);
    expect(spec.syncPolicy.automated).toEqual({ prune: true, selfHeal: true });
    // PruneLast would wait for a load balancer's address before anything is pruned.
    expect(spec.syncPolicy.syncOptions).toEqual(['ServerSideApply=true', 'FailOnSharedResource=true']);
    expect(metadata.annotations[SERVER_SIDE_DIFF]).toBe('ServerSideDiff=false');
  }
});

test('CRDs are a unit of their own that is never pruned; their guard is not for Argo CD to replace', () => {
  const include = `{${ISTIO_CRDS.name}.k8s.yaml,${GATEWAY_API_CRDS.name}.k8s.yaml}`;
  const applications = allApplicationsOf(files).filter(isOfCrds);
  expect(applications).toHaveLength(ENVIRONMENTS.length);
  const templates = objects<Set>('application-set', 'ApplicationSet').map(({ spec }) => spec.template);
  for (const { metadata, spec } of [...applications, ...templates.filter(isOfCrds)]) {
    expect(spec.source).toMatchObject({ path: 'dist/crds', directory: { include } });
    expect(spec.syncPolicy.automated).toEqual({ prune: false, selfHeal: true });
    expect(metadata.annotations[SERVER_SIDE_DIFF]).toBe('ServerSideDiff=false');
  }
  expect(files.get(`crds/${ISTIO_CRDS.name}.k8s.yaml`)).toContain('Prune=false,Delete=false');
});

test('only an environment that Argo CD brings has sync waves and an Application', () => {
  const made = render([minimal, override(minimal, { name: 'kept', delivery: { by: 'argo-cd' } })], DELIVERY);
  expect(applicationsOf(made).map(({ metadata }) => metadata.name)).toEqual(['mesh-kept']);
  const annotated = [...made].filter(([, yaml]) => yaml.includes('argocd.argoproj.io/sync-wave')).map(([path]) => path);
  expect(annotated.length).toBeGreaterThan(4);
  expect(annotated.filter((path) => !path.startsWith('kept/'))).toEqual([]);
  expect([...render([minimal], DELIVERY).keys()].filter((path) => path.startsWith('argocd/'))).toEqual([]);
});

test('an environment goes to the cluster that it names, and the project permits that', () => {
  const clusters = {
    here: 'in-cluster',
    named: { name: 'eu-1' },
    far: { server: 'https://eu.example.com:6443' },
  } as const;
  const made = render(
    [
      ...Object.entries(clusters).map(([name, cluster]) =>
        override(minimal, { name, delivery: { by: 'argo-cd', cluster } }),
      ),
      override(minimal, { name: 'own', delivery: { by: 'argo-cd' } }),
    ],
    DELIVERY,
  );
  const wanted = [
    { server: 'https://kubernetes.default.svc' },
    { name: 'eu-1' },
    { server: 'https://eu.example.com:6443' },
    { name: 'own' },
  ];
  expect(applicationsOf(made).map(({ spec: { destination } }) => destination)).toEqual(
    wanted.map((one) => ({ ...one, namespace: 'istio-system' })),
  );
  const [project] = objects<Project>('applications', 'AppProject', made);
  expect(project?.spec.destinations).toEqual(wanted.map((one) => ({ ...one, namespace: '*' })));
});

test('names are valid in Kubernetes, whatever an environment is called', () => {
  const named = (...names: readonly string[]) =>
    render(
      names.map((name) => override(minimal, { name, delivery: { by: 'argo-cd' } })),
      DELIVERY,
    );
  const made = applicationsOf(named('fleet/east', 'acme-east', 'v1-31'));
  expect(made.map(({ metadata }) => metadata.name)).toEqual(['mesh-fleet-east', 'mesh-acme-east', 'mesh-v1-31']);
  expect(made.map(({ spec }) => spec.source.path)).toEqual(['dist/fleet/east', 'dist/acme-east', 'dist/v1-31']);
  expect(() => named('acme/east', 'acme-east')).toThrow(
    'MESH841 [acme-east] it and environment acme/east would both be called mesh-acme-east where they are delivered;',
  );
  expect(named('a'.repeat(53)).size).toBeGreaterThan(0);
  expect(() => render([override(minimal, { name: 'argocd' })], DELIVERY)).toThrow(
    /^MESH840 \[argocd\] argocd\/ in the/,
  );
});

test('two environments on one cluster are refused', () => {
  const here = (name: string) => override(minimal, { name, delivery: { by: 'argo-cd', cluster: 'in-cluster' } });
  expect(() => render([here('one'), here('two')], DELIVERY)).toThrow(
    'MESH843 [two] environment one is delivered to the same cluster, https://kubernetes.default.svc,',
  );
  expect(
    render([here('one'), override(minimal, { name: 'two', delivery: { by: 'argo-cd' } })], DELIVERY).size,
  ).toBeGreaterThan(0);
});

test('two projects of one repository have folders and names of their own', () => {
  const made = render(delivered, { ...DELIVERY, project: 'pay', path: 'teams/pay/dist' });
  for (const { metadata, spec } of applicationsOf(made)) {
    expect(metadata.name).toMatch(/^pay-/);
    expect(spec.project).toBe('pay');
    expect(spec.source.path).toMatch(/^teams\/pay\/dist\//);
  }
});

test('a cluster of a fleet gets its own folder: by its Application, or by its label', () => {
  const clusters = fleet('acme', override(minimal, { delivery: { by: 'argo-cd' } }), {
    meshId: 'acme',
    trustDomain: 'acme.example',
    networks: [{ name: 'flat' }],
    clusters: { east: { network: 'flat' }, west: { network: 'flat' } },
  });
  const made = render(clusters, DELIVERY);
  expect(applicationsOf(made).map(({ spec }) => [spec.destination.name, spec.source.path])).toEqual([
    ['acme-east', 'dist/acme/east'],
    ['acme-west', 'dist/acme/west'],
  ]);
  const set = environmentSet(made);
  expect(set?.spec.template.spec.source.path).toBe(
    `dist/{{ index .metadata.labels "${DELIVERY.argoCd.clusterLabel}" | replace "." "/" }}`,
  );
  for (const { name } of [...ENVIRONMENTS, ...clusters]) {
    const label = name.replaceAll('/', '.');
    expect(label).toMatch(/^[A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?$/);
    expect(label.replaceAll('.', '/')).toBe(name);
  }
});

test('the project permits what the environments bring, and nothing else', () => {
  const [project] = objects<Project>('applications', 'AppProject');
  const permitted = [
    ...(project?.spec.clusterResourceWhitelist ?? []),
    ...(project?.spec.namespaceResourceWhitelist ?? []),
  ];
  const brought = [...files]
    .filter(([path]) => !path.startsWith('argocd/') && !path.startsWith('crds/'))
    .flatMap(([, yaml]) => loadAll(yaml) as { readonly kind: string }[]);
  const kinds = [...brought.map(({ kind }) => kind), 'CustomResourceDefinition'];
  expect(new Set(permitted.map(({ kind }) => kind))).toEqual(new Set(kinds));
});

test('CRDs and namespaces stay when they leave Git; all else goes', () => {
  for (const [path, yaml] of files) {
    if (!path.startsWith('minimal/')) continue;
    for (const { kind, metadata } of loadAll(yaml) as {
      readonly kind: string;
      readonly metadata: { readonly annotations: Record<string, string> };
    }[]) {
      const precious = kind === 'CustomResourceDefinition' || kind === 'Namespace';
      expect(metadata.annotations['argocd.argoproj.io/sync-options']).toBe(
        precious ? 'Prune=false,Delete=false' : undefined,
      );
    }
  }
});

describe('health checks', () => {
  const checks = healthChecks([
    { kind: 'CustomResourceDefinition', spec: { group: 'networking.istio.io', names: { kind: 'VirtualService' } } },
  ]);

  /** Runs a check as Argo CD does: the live object is the global `obj`. In a process of its own: jest cannot load Lua's WebAssembly. */
  const health = (kind: string, object: object): string => {
    const check = Object.entries(checks).find(([key]) => key.endsWith(`_${kind}`))?.[1] ?? 'error("no check")';
    const lua = `obj = ${luaOf(object)}\nlocal function check()\n${check}\nend\nlocal h = check()\nreturn h.status .. "|" .. h.message`;
    const run = `new (require('wasmoon').LuaFactory)().createEngine().then(async (lua) => console.log(await lua.doString(process.argv[1])))`;
    return execFileSync(process.execPath, ['-e', run, lua], { encoding: 'utf8' }).trim();
  };

  test('a route is well until istiod finds an error in it, other than that something is not there yet', () => {
    expect(health('VirtualService', { spec: {} })).toBe('Healthy|');
    const finding = (level: string, code: string) => ({
      status: { validationMessages: [{ level, type: { code }, documentationUrl: `https://istio.io/${code}` }] },
    });
    expect(health('VirtualService', finding('WARNING', 'IST0109'))).toBe('Healthy|');
    expect(health('VirtualService', finding('ERROR', 'IST0109'))).toBe('Degraded|IST0109: https://istio.io/IST0109');
    expect(health('VirtualService', finding('ERROR', 'IST0101'))).toBe('Healthy|');
  });

  test('a webhook is waited for until its CA is there', () => {
    const webhook = (client: object) => ({ webhooks: [{ name: 'a', clientConfig: client }] });
    const service = { name: 'istiod' };
    expect(health('MutatingWebhookConfiguration', webhook({ service }))).toBe('Progressing|a has no CA yet');
    expect(health('ValidatingWebhookConfiguration', webhook({ service, caBundle: 'eA==' }))).toBe('Healthy|');
    expect(health('ValidatingWebhookConfiguration', webhook({ url: 'https://example.com' }))).toBe('Healthy|');
  });
});

/** A JSON value as a Lua expression. */
function luaOf(value: unknown): string {
  if (Array.isArray(value)) return `{${value.map(luaOf).join(', ')}}`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([key, inner]) => `[${JSON.stringify(key)}] = ${luaOf(inner)}`)
    .join(', ')}}`;
}
