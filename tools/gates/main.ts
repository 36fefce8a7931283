import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { checkov, goProgram } from './build';
import { schemas } from './schemas';

/**
 * `npm run gates [environment...]`: what kube-score, checkov and kubeconform find in dist/. A point is answered where the object itself says
 * so, by the tool's own annotation. Exit 1 with a point that nobody has answered.
 */
const root = join(__dirname, '..', '..');
const KUBERNETES = '1.35';
const asked = process.argv.slice(2);
const ENVIRONMENTS = asked.length > 0 ? asked : ['secure', 'production'];

interface Verdict {
  readonly open: readonly string[];
  readonly answered: number;
}

const files = (environment: string): readonly string[] =>
  readdirSync(join(root, 'dist', environment))
    .filter((name) => name.endsWith('.k8s.yaml') && !name.startsWith('00-'))
    .map((name) => join(root, 'dist', environment, name));

function run(program: string, args: readonly string[]): string {
  const { stdout, stderr, error } = spawnSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (error !== undefined) throw error;
  return stdout || stderr;
}

interface Score {
  readonly object_name: string;
  readonly checks: readonly {
    readonly check: { readonly id: string };
    readonly grade: number;
    readonly skipped: boolean;
    readonly comments: readonly { readonly path?: string; readonly summary: string }[] | null;
  }[];
}
const CRITICAL = 1;

function kubeScore(environment: string): Verdict {
  const scores: readonly Score[] = JSON.parse(
    run(goProgram('kube-score'), ['score', '-o', 'json', ...files(environment)]),
  );
  const checks = scores.flatMap(({ object_name, checks: found }) => found.map((check) => ({ ...check, object_name })));
  return {
    answered: checks.filter(
      ({ skipped, comments }) => skipped && comments?.some(({ summary }) => summary.includes('is ignored')),
    ).length,
    open: checks
      .filter(({ grade, skipped }) => grade === CRITICAL && !skipped)
      .flatMap(({ object_name, check, comments }) =>
        (comments ?? []).map(({ path, summary }) => `${check.id} ${object_name} ${path ?? ''} ${summary}`),
      ),
  };
}

interface Checkov {
  readonly results: Readonly<
    Record<
      'failed_checks' | 'skipped_checks',
      readonly { readonly check_id: string; readonly check_name: string; readonly resource: string }[]
    >
  >;
}

function checkovVerdict(program: string, environment: string): Verdict {
  const args = [
    '-d',
    join(root, 'dist', environment),
    '--framework',
    'kubernetes',
    '-o',
    'json',

    '--compact',
  ];
  const { failed_checks, skipped_checks } = (JSON.parse(run(program, args)) as Checkov).results;
  return {
    answered: skipped_checks.length,
    open: failed_checks.map(({ check_id, resource, check_name }) => `${check_id} ${resource} ${check_name}`),
  };
}

interface Conform {
  readonly resources: readonly {
    readonly kind: string;
    readonly name: string;
    readonly status: string;
    readonly msg: string;
  }[];
}

function kubeconform(environment: string, location: string): Verdict {
  const args = ['-strict', '-output', 'json', '-schema-location', location, ...files(environment)];
  const { resources } = JSON.parse(run(goProgram('kubeconform'), args)) as Conform;
  return { answered: 0, open: resources.map(({ kind, name, status, msg }) => `${status} ${kind}/${name} ${msg}`) };
}

function main(): void {
  const location = schemas(join(root, '.cache', 'gates', 'schemas'), join(root, 'imports', 'crds'), KUBERNETES);
  const python = checkov();
  if (python === undefined) console.log('skipped: checkov (no python3 with venv)');
  let open = 0;
  for (const environment of ENVIRONMENTS) {
    const verdicts = {
      kubeconform: kubeconform(environment, location),
      'kube-score': kubeScore(environment),
      ...(python === undefined ? {} : { checkov: checkovVerdict(python, environment) }),
    };
    for (const [tool, verdict] of Object.entries(verdicts)) {
      open += verdict.open.length;
      console.log(`${environment}: ${tool}: ${verdict.open.length} open, ${verdict.answered} answered`);
      for (const line of verdict.open) console.log(`  ${line}`);
    }
  }
  if (open > 0) process.exitCode = 1;
}

main();
