import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { loadAll } from 'js-yaml';
import { ENVIRONMENTS } from '../../environments';
import { minimal } from '../../environments/minimal';
import { fleet } from '../../topology/fleet';
import { render } from '../render';
import { healthChecks } from './health';
import { ARGOCD } from './props';

const files = render(ENVIRONMENTS, ARGOCD);
const text = (name: string) => files.get(`argocd/${name}.k8s.yaml`) ?? '';
const objects = <T>(name: string) => loadAll(text(name)) as T[];

interface Application {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly ignoreDifferences?: unknown;
    readonly source: { readonly path: string };
    readonly syncPolicy: { readonly automated: object; readonly syncOptions: readonly string[] };
  };
}

test('dist/argocd is what the sources say', () => {
  const dist = join(__dirname, '..', '..', '..', 'dist');
  const ours = [...files].filter(([path]) => path.startsWith('argocd/'));
  expect(ours.map(([path]) => path)).toEqual(
    ['project', 'applications', 'application-set', 'argocd-cm.patch'].map((name) => `argocd/${name}.k8s.yaml`),
  );
  expect(ours.filter(([path, wanted]) => readFileSync(join(dist, path), 'utf8') !== wanted)).toEqual([]);
});

test('there is one Application for each environment, which ignores no difference', () => {
  const applications = objects<Application>('applications');
  expect(applications.map(({ spec }) => spec.source.path)).toEqual(ENVIRONMENTS.map(({ name }) => `dist/${name}`));
  for (const { spec } of applications) {
    expect(spec.ignoreDifferences).toBe(undefined);
    expect(spec.syncPolicy.automated).toEqual({ prune: true, selfHeal: true });
    expect(spec.syncPolicy.syncOptions).toEqual(['ServerSideApply=true', 'PruneLast=true']);
  }
  expect(text('application-set')).not.toContain('ignoreDifferences');
});

test('a cluster of a fleet gets its own folder: by its Application, or by its label', () => {
  const clusters = fleet('acme', minimal, {
    meshId: 'acme',
    trustDomain: 'acme.example',
    networks: [{ name: 'flat' }],
    clusters: { east: { network: 'flat' }, west: { network: 'flat' } },
  });
  const made = render(clusters, ARGOCD);
  const load = <T>(name: string) => loadAll(made.get(`argocd/${name}.k8s.yaml`) ?? '') as T[];
  interface Destined {
    readonly spec: { readonly source: { readonly path: string }; readonly destination: { readonly name: string } };
  }
  const applications = load<Destined>('applications').map(({ spec }) => [spec.destination.name, spec.source.path]);
  expect(applications).toEqual([
    ['acme-east', 'dist/acme/east'],
    ['acme-west', 'dist/acme/west'],
  ]);
  const [set] = load<{ readonly spec: { readonly template: Destined } }>('application-set');
  expect(set?.spec.template.spec.source.path).toBe(
    `dist/{{ index .metadata.labels "${ARGOCD.clusterLabel}" | replace "." "/" }}`,
  );
  for (const { name } of [...ENVIRONMENTS, ...clusters]) {
    const label = name.replaceAll('/', '.');
    expect(label).toMatch(/^[A-Za-z0-9]([-\w.]{0,61}[A-Za-z0-9])?$/);
    expect(label.replaceAll('.', '/')).toBe(name);
  }
});

test('the project permits what the environments bring, and nothing else', () => {
  const [project] = objects<{
    readonly spec: Record<string, readonly { readonly group: string; readonly kind: string }[]>;
  }>('project');
  const permitted = [
    ...(project?.spec['clusterResourceWhitelist'] ?? []),
    ...(project?.spec['namespaceResourceWhitelist'] ?? []),
  ];
  const brought = [...files]
    .filter(([path]) => !path.startsWith('argocd/') && !path.includes('00-crds'))
    .flatMap(([, yaml]) => loadAll(yaml) as { readonly kind: string }[]);
  const crds = ['CustomResourceDefinition', 'ValidatingAdmissionPolicy', 'ValidatingAdmissionPolicyBinding'];
  expect(new Set(permitted.map(({ kind }) => kind))).toEqual(new Set([...brought.map(({ kind }) => kind), ...crds]));
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

  test('a route is well until istiod finds an error in it', () => {
    expect(health('VirtualService', { spec: {} })).toBe('Healthy|');
    expect(health('VirtualService', { status: { conditions: [{ type: 'Reconciled', status: 'True' }] } })).toBe(
      'Healthy|',
    );
    const findings = [
      { level: 'WARNING' },
      { level: 'ERROR', type: { code: 'IST0101' }, documentationUrl: 'https://istio.io/IST0101' },
    ];
    expect(health('VirtualService', { status: { validationMessages: findings.slice(0, 1) } })).toBe('Healthy|');
    expect(health('VirtualService', { status: { validationMessages: findings } })).toBe(
      'Degraded|IST0101: https://istio.io/IST0101',
    );
    const conditions = [{ type: 'Reconciled', status: 'False', message: '1/2 proxies up to date' }];
    expect(health('VirtualService', { status: { conditions } })).toBe('Progressing|1/2 proxies up to date');
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
