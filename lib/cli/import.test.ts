import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, jest, test } from '@jest/globals';
import { Command } from 'commander';
import { cli } from '.';

const root = mkdtempSync(join(tmpdir(), 'import-'));
afterAll(() => rmSync(root, { recursive: true }));

const said = { stdout: '', stderr: '' };
let code: number | undefined;
beforeEach(() => {
  code = undefined;
  for (const name of ['stdout', 'stderr'] as const) {
    said[name] = '';
    jest.spyOn(process[name], 'write').mockImplementation((text) => {
      said[name] += String(text);
      return true;
    });
  }
});

const around = {
  root,
  dist: join(root, 'dist'),
  version: '1.2.3',
  exit: (given: number) => {
    code = given;
  },
  run: () => undefined,
};
const run = (...args: readonly string[]) =>
  cli(new Command('cdk8s-istio').version('1.2.3').exitOverride(), around).parseAsync(['import', ...args], {
    from: 'user',
  });
const file = (name: string, text: string): string => {
  writeFileSync(join(root, name), text);
  return join(root, name);
};

test('an IstioOperator and --set strings become a file; what was left out is said on stderr', async () => {
  const operator = file(
    'operator.yaml',
    'kind: IstioOperator\nspec:\n  profile: minimal\n  values: { global: { typo: 1 } }\n',
  );
  const out = join(root, 'mesh.ts');
  await run(operator, '--set', 'values.global.network=west', '--name', 'prod', '--out', out);
  expect([code, said.stdout]).toEqual([0, '']);
  const program = readFileSync(out, 'utf8');
  expect(program).toContain("name: 'prod',");
  expect(program).toContain("istio: override(PROFILES.default, { identity: { network: 'west' } }),");
  expect(said.stderr).toContain(`MESH985 [${operator}:4] global.typo is no value of a chart of Istio;`);
  expect(said.stderr).toContain('1 settings left out, 0 refused at synth, 0 with another meaning');
  await expect(run(operator, '--out', out)).rejects.toThrow('MESH873');
  await run(operator, '--out', out, '--force');
  expect(readFileSync(out, 'utf8')).toContain("name: 'mesh',");
});

test('values of charts are known by what they hold, or by the chart that is named', async () => {
  const istiod = file('istiod.yaml', 'autoscaleMin: 2\n');
  const gateway = file('public.yaml', 'resources: { requests: { cpu: 1 } }\n');
  await run(istiod, `gateway/edge/public=${gateway}`);
  expect(said.stdout).toContain('public: override(injectedIngress, {');
  expect(said.stdout).toContain("namespace: 'edge',");
  expect(said.stdout).toContain('autoscaling: { min: 2 }');
  await expect(run(file('values.yaml', 'acme: 1\n'))).rejects.toThrow('MESH989');
  await expect(run(join(root, 'none.yaml'))).rejects.toThrow('MESH980');
});

test('a folder of resources becomes an app', async () => {
  const folder = join(root, 'manifests');
  mkdirSync(folder);
  writeFileSync(
    join(folder, 'a.yaml'),
    'apiVersion: security.istio.io/v1\nkind: PeerAuthentication\nmetadata: { name: default }\nspec: { mtls: { mode: STRICT } }\n',
  );
  await run(folder, '--namespace', 'shop');
  expect(said.stdout).toContain("new PeerAuthentication(shopNamespace, 'default', { mode: 'STRICT' });");
  expect(said.stderr).toContain('1 objects: 1 PeerAuthentication; 0 left out');
});

test('an IstioOperator among resources is none of a cluster, and is left to an import of its own', async () => {
  const mixed = file(
    'mixed.yaml',
    'apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nmetadata: { name: prod }\nspec: {}\n---\napiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n',
  );
  await run(mixed);
  expect(said.stdout).toContain("kind: 'Namespace'");
  expect(said.stdout).not.toContain('IstioOperator');
  expect(said.stderr).toContain(`MESH986 [${mixed}:1] IstioOperator prod was left out`);
  expect(said.stderr).toContain('2 objects: 1 ApiObject; 1 left out');
});

test('values of an umbrella chart are those of each of its charts', async () => {
  await run(
    file(
      'umbrella.yaml',
      'global: { hub: acme.example/istio }\nistiod: { autoscaleMin: 3 }\nedge: { service: { type: NodePort } }\n',
    ),
  );
  expect(said.stdout).toContain("hub: 'acme.example/istio'");
  expect(said.stdout).toContain('min: 3');
  expect(said.stdout).toContain("service: { type: 'NodePort' }");
  expect(said.stderr).toBe('0 settings left out, 0 refused at synth, 0 with another meaning\n');
});
