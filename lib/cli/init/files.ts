import type { InitOptions } from './options';
import * as settings from './settings';
import { mainTs, meshTs, readme, testTs } from './sources';

/** The files of a new repository, by path. */
export const filesOf = (options: InitOptions): ReadonlyMap<string, string> =>
  new Map([
    ['package.json', settings.packageJson(options)],
    ['tsconfig.json', settings.tsconfig()],
    ['cdk8s.yaml', settings.cdk8sYaml()],
    ['main.ts', mainTs(options)],
    ['mesh.ts', meshTs(options)],
    ['mesh.test.ts', testTs()],
    ['README.md', readme(options)],
    ['.gitignore', settings.gitignore()],
    ['.gitattributes', settings.gitattributes()],
    ['.github/workflows/mesh.yml', settings.workflow(options)],
    ['renovate.json', settings.renovate()],
    ...settings.managerFiles(options),
  ]);
