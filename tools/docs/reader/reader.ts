import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { root } from '../../../test/documents';
import type { Server } from '../../cluster/server';
import { INSTEAD } from './commands';

export interface Told {
  readonly status: number | null;
  readonly said: string;
}

/** Somebody who reads pages in a clone with a remote, and types their commands. */
export class Reader {
  private readonly scratch = mkdtempSync(join(tmpdir(), 'mesh-reader-'));
  private readonly clone = join(this.scratch, 'clone');
  /** A second cluster, where a page has two. */
  second: Server | undefined;

  /** @param kubeconfig of the cluster that the reader has */
  constructor(readonly kubeconfig: string) {
    const files = execFileSync('git', ['-C', root, 'ls-files', '-co', '--exclude-standard'], { encoding: 'utf8' });
    for (const file of files.trim().split('\n')) {
      mkdirSync(dirname(join(this.clone, file)), { recursive: true });
      cpSync(join(root, file), join(this.clone, file));
    }
    symlinkSync(join(root, 'node_modules'), join(this.clone, 'node_modules'));
    this.must('git init -q -b main . && git init -q --bare ../remote && git remote add origin ../remote');
    this.must('git add -A && git commit -qm clone && git push -qu origin main');
  }

  sh(command: string, input?: string): Told {
    const person = { NAME: 'reader', EMAIL: 'reader@example.com' };
    const { status, stdout, stderr } = spawnSync('bash', ['-c', command], {
      cwd: this.clone,
      env: {
        ...process.env,
        KUBECONFIG: this.second === undefined ? this.kubeconfig : join(this.scratch, 'both'),
        ...Object.fromEntries(
          Object.entries(person).flatMap(([key, value]) => [
            [`GIT_AUTHOR_${key}`, value],
            [`GIT_COMMITTER_${key}`, value],
          ]),
        ),
      },
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      ...(input === undefined ? {} : { input }),
    });
    return { status, said: `${stdout}${stderr}` };
  }

  must(command: string, input?: string): string {
    const { status, said } = this.sh(command, input);
    if (status !== 0) throw new Error(`${command}: ${said}`);
    return said;
  }

  /** Writes a file of the clone. @returns its path */
  write(file: string, text: string): string {
    const path = join(this.clone, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
    return path;
  }

  /** What is in the cluster already. */
  given(...items: readonly object[]): void {
    this.must('kubectl apply --server-side -f -', JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
    if (JSON.stringify(items).includes('"CustomResourceDefinition"'))
      this.must('kubectl wait --for=condition=Established --timeout=60s crd --all');
  }

  /** Runs a file that the reader writes. */
  run(code: string): void {
    this.write('reader.ts', code);
    const paths = { 'cdk8s-istio': ['./lib/index.ts'] };
    this.write('tsconfig.reader.json', JSON.stringify({ extends: './tsconfig.json', compilerOptions: { paths } }));
    this.must('TSX_TSCONFIG_PATH=tsconfig.reader.json node -r tsx/cjs reader.ts');
  }

  /** Types a command of a page. @returns what came of it, or nothing where it is not run */
  types(command: string): Told | undefined {
    const [why, instead = why === undefined ? command : undefined] = INSTEAD[command] ?? [];
    if (instead === undefined) return undefined;
    const told = this.sh(instead);
    // No istiod runs here that its webhook could ask of the next change.
    if (/apply .*(demo|bare-metal)/.test(command))
      this.must('kubectl delete validatingwebhookconfiguration -l app.kubernetes.io/managed-by=cdk8s-istio');
    // A clone whose list of environments was changed as the page says keeps what was asked for.
    if (command === 'npm run synth') this.must('test ! -d ../asked || cp -r ../asked/. dist');
    return told;
  }

  async turnsThePage(): Promise<void> {
    this.must('git checkout -q . && git clean -fdq && rm -rf ../asked');
    await this.second?.stop();
    this.second = undefined;
  }

  close(): void {
    rmSync(this.scratch, { recursive: true, force: true });
  }
}
