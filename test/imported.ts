import { expect } from '@jest/globals';
import { ApiObject } from 'cdk8s';
import { transformSync } from 'esbuild';
import { type Imported, importOperator } from '../lib/import';
import { sourceOf } from '../lib/import/values/read';
import * as library from '../lib/index';
import { type Environment, MeshApp, MeshEnvironment } from '../lib/index';
import { message } from '../lib/kit/problems';

// What `import` makes of somebody's settings, run as its user runs it.

export const operator = (spec: string, ...sets: readonly string[]): Imported =>
  importOperator(
    [sourceOf('mesh.yaml', `apiVersion: install.istio.io/v1alpha1\nkind: IstioOperator\nspec:\n${spec}`)],
    sets,
    {
      source: 'mesh.yaml',
    },
  );

export const said = ({ untaken }: Imported) => untaken.map(({ place, problem }) => message(problem, place));

/** The environment that the program makes when it runs. */
export function run({ program }: Imported): Environment {
  const module: { exports: { mesh?: Environment } } = { exports: {} };
  const { code } = transformSync(program, { loader: 'ts', format: 'cjs' });
  new Function('require', 'module', code)(() => library, module);
  if (module.exports.mesh === undefined) throw new Error('the program exports no mesh');
  return module.exports.mesh;
}

/** What the program's environment writes, by address; what it says is held equal to what was found. */
// biome-ignore lint/suspicious/noExplicitAny: objects of any kind
export function written(imported: Imported): Record<string, any> {
  const environment = run(imported);
  expect(environment).toEqual(imported.environment);
  const mesh = new MeshEnvironment(new MeshApp(), environment);
  const objects = mesh.node.findAll().filter((one): one is ApiObject => ApiObject.isApiObject(one) && mesh.writes(one));
  return Object.fromEntries(objects.map((one) => [`${one.kind}/${one.name}`, one.toJson()]));
}
