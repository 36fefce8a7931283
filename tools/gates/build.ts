import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';

const CACHE = join(__dirname, '..', '..', '.cache', 'gates');

/** What users' pipelines ask, in the versions that our answers are about. */
const GO_PROGRAMS = {
  'kube-score': 'github.com/zegl/kube-score/cmd/kube-score@v1.20.0',
  kubeconform: 'github.com/yannh/kubeconform/cmd/kubeconform@v0.7.0',
} as const;
const CHECKOV = 'checkov==3.3.30';

/** Path of a program, built the first time. @throws Error when the build fails */
export function goProgram(name: keyof typeof GO_PROGRAMS): string {
  const program = join(CACHE, GO_PROGRAMS[name].split('@')[1] ?? '', name);
  if (existsSync(program)) return program;
  console.error(`building ${name}`);
  const env = { ...process.env, GOBIN: join(program, '..'), GOFLAGS: '' };
  execFileSync('go', ['install', GO_PROGRAMS[name]], { stdio: 'inherit', env });
  return program;
}

/** Path of checkov, installed the first time; nothing where Python has no environments of its own. */
export function checkov(): string | undefined {
  const folder = join(CACHE, CHECKOV.replace('==', '-'));
  const program = join(folder, 'bin', 'checkov');
  if (existsSync(program)) return program;
  mkdirSync(CACHE, { recursive: true });
  try {
    execFileSync('python3', ['-m', 'venv', folder], { stdio: 'ignore' });
  } catch {
    return undefined;
  }
  console.error('installing checkov');
  execFileSync(join(folder, 'bin', 'pip'), ['install', '--quiet', CHECKOV], { stdio: 'inherit' });
  return program;
}

/** Folder of a Go module that `tools/cluster` builds, as its registry has it. */
export function kubernetesModule(version: string): string {
  const cwd = join(__dirname, '..', 'cluster', version);
  const args = ['mod', 'download', '-json', 'k8s.io/kubernetes'];
  return JSON.parse(execFileSync('go', args, { cwd, encoding: 'utf8', maxBuffer: 2 ** 24 })).Dir;
}
