import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { build, minor } from './build';
import { type Server, start } from './server';

/** Namespaces that an empty cluster has. */
const OWN = /^(default|kube-.*|local-path-storage)$/;

/** The folder of the programs of a server: `KUBEBUILDER_ASSETS`, or the minor in `KUBERNETES` (default: the newest), built where it must be. */
export const programs = (): string => process.env['KUBEBUILDER_ASSETS'] ?? build(minor());

/**
 * The cluster of the tests: the one of `KUBECONFIG` if that is set; else a server of `programs`. Sets `KUBECONFIG` and puts the matching
 * kubectl first on `PATH`.
 * @throws Error when the user's cluster is not empty, since the tests install and delete whole meshes
 */
export async function open(): Promise<Pick<Server, 'stop'>> {
  if (process.env['KUBECONFIG']) {
    const names = execFileSync('kubectl', ['get', 'namespaces', '-o', 'jsonpath={.items[*].metadata.name}'])
      .toString()
      .split(' ');
    const foreign = names.filter((name) => !OWN.test(name));
    if (foreign.length > 0)
      throw new Error(`the cluster of KUBECONFIG is in use (${foreign.join(', ')}); give the tests an empty one`);
    return { stop: async () => {} };
  }
  const folder = programs();
  const server = await start(folder);
  process.env['KUBECONFIG'] = server.kubeconfig;
  if (existsSync(join(folder, 'kubectl'))) process.env['PATH'] = `${folder}${delimiter}${process.env['PATH']}`;
  return server;
}
