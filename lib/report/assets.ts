import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { refuse } from '../kit/problems';
import { REPORT } from '../problems/commands/report';

/** What runs in a page, and how it looks. */
export interface Assets {
  readonly script: string;
  readonly style: string;
}

/** Modules of a program at a console. */
const ABSENT = ['cdk8s', 'constructs', 'js-yaml', ...['net', 'fs', 'path'].map((name) => `node:${name}`)];

/** The page as its sources in a checkout of the project make it. */
export function bundled(root: string): Assets {
  const { buildSync } = require('esbuild') as typeof import('esbuild');
  const folder = join(root, 'lib', 'report', 'page');
  const build = (file: string): string =>
    buildSync({
      absWorkingDir: root,
      entryPoints: [join(folder, file)],
      alias: Object.fromEntries(ABSENT.map((name) => [name, join(folder, 'nothing.cjs')])),
      bundle: true,
      charset: 'utf8',
      format: 'iife',
      legalComments: 'none',
      minify: true,
      platform: 'browser',
      target: 'es2022',
      write: false,
    }).outputFiles[0]?.text ?? '';
  return { script: build('main.ts'), style: build('page.css') };
}

/** Where the package lies that runs. */
export const packageRoot = (): string => dirname(require.resolve('cdk8s-istio/package.json'));

/** The page: built with the package, or, in the project itself, as its sources are now. @throws MESH880 */
export function assets(root = packageRoot()): Assets {
  if (existsSync(join(root, 'lib', 'report', 'page', 'main.ts'))) return bundled(root);
  const read = (file: string): string => {
    // What is built calls itself a package, too.
    const path = [join(root, 'build', file), join(root, file)].find((one) => existsSync(one));
    return path === undefined ? refuse(join(root, 'build', file), REPORT.noPage()) : readFileSync(path, 'utf8');
  };
  return { script: read('page.js'), style: read('page.css') };
}
