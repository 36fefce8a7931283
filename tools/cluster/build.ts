import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';

const HERE = __dirname;
const CACHE = join(HERE, '..', '..', '.cache', 'cluster');

/** The Kubernetes minors that a test server can be built for: one Go module each, oldest first. */
export const MINORS: readonly string[] = readdirSync(HERE)
  .filter((name) => /^\d+\.\d+$/.test(name))
  .sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));

/** The minor that the environment chooses. @default - the newest */
export const minor = (): string => process.env['KUBERNETES'] ?? MINORS.at(-1) ?? '';

/** Each program and the Go package that it is built from; etcd in the release that this Kubernetes is tested with. */
const PROGRAMS = {
  etcd: 'go.etcd.io/etcd/server/v3',
  'kube-apiserver': 'k8s.io/kubernetes/cmd/kube-apiserver',
  'kube-controller-manager': 'k8s.io/kubernetes/cmd/kube-controller-manager',
  kubectl: 'k8s.io/kubernetes/cmd/kubectl',
} as const;
/** What a node runs, where pods do. */
const PROXY = { 'kube-proxy': 'k8s.io/kubernetes/cmd/kube-proxy' } as const;

/** A Go build of Kubernetes does not know its version unless told, and answers with it in `kubectl version`. */
function linkerFlags(version: string): string {
  const [major, minor] = version.split('.');
  const facts = [`gitVersion=v${version}`, `gitMajor=${major}`, `gitMinor=${minor}`];
  const packages = ['k8s.io/component-base/version', 'k8s.io/client-go/pkg/version'];
  return ['-s -w', ...packages.flatMap((pkg) => facts.map((fact) => `-X ${pkg}.${fact}`))].join(' ');
}

/**
 * The folder with etcd, kube-apiserver, kube-controller-manager and kubectl of one Kubernetes minor. Builds what the cache lacks:
 * about six minutes of two cores the first time, nothing after that. With `pods`, kube-proxy too.
 * @throws Error when no Go module exists for that minor, or a build fails
 */
export function build(minor: string, { pods = false } = {}): string {
  const source = join(HERE, minor);
  if (!MINORS.includes(minor)) throw new Error(`no test server for Kubernetes ${minor}; choose ${MINORS.join(' or ')}`);
  const version = /k8s\.io\/kubernetes v(\S+)/.exec(readFileSync(join(source, 'go.mod'), 'utf8'))?.[1];
  if (version === undefined) throw new Error(`${minor}/go.mod does not require k8s.io/kubernetes; add the line`);
  const folder = join(CACHE, version);
  mkdirSync(folder, { recursive: true });
  for (const [program, pkg] of Object.entries({ ...PROGRAMS, ...(pods ? PROXY : {}) })) {
    const file = join(folder, program);
    if (existsSync(file)) continue;
    console.error(`building ${program} of Kubernetes ${version}`);
    const args = ['build', '-p', '2', '-trimpath', '-ldflags', linkerFlags(version), '-o', `${file}.new`, pkg];
    execFileSync('go', args, { cwd: source, stdio: 'inherit', env: { ...process.env, CGO_ENABLED: '0' } });
    renameSync(`${file}.new`, file);
  }
  return folder;
}

if (require.main === module)
  for (const minor of process.argv.slice(2).length ? process.argv.slice(2) : MINORS.slice(-1))
    console.log(build(minor));
