import { readInstallation } from '../delivery/dist/manifest';
import { Refused } from '../kit/problems';
import { Cluster, type Target } from './cluster/cluster';
import { ApiError, explain, Unreachable } from './cluster/faults';
import { EXIT } from './exits';
import { progress } from './progress';
import type { Run } from './run';

export interface Common extends Target {
  readonly output: 'text' | 'json';
  readonly dist: string;
}

/** Prints a result to stdout: as it is for scripts, else in words. */
export type Print = <T>(result: T, text: (result: T) => string) => void;

/** Runs an action against the cluster; Ctrl-C stops it after the request that is under way, a second one at once. */
export async function within(
  exit: (code: number) => void,
  environment: string,
  options: Common,
  action: (run: Run, print: Print) => Promise<number>,
): Promise<void> {
  const stop = new AbortController();
  const shown = progress(process.stderr, options.output === 'json');
  const interrupt = () => {
    if (stop.signal.aborted) {
      shown.close();
      process.exit(EXIT.interrupted);
    }
    stop.abort();
  };
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);
  const print: Print = (result, text) => {
    const words = options.output === 'json' ? JSON.stringify(result, undefined, 2) : text(result);
    if (words !== '') process.stdout.write(`${words}\n`);
  };
  try {
    const cluster = Cluster.connect(options);
    const run = {
      cluster,
      installation: readInstallation(options.dist, environment),
      progress: shown,
      signal: stop.signal,
    };
    const code = await guarded(cluster.context, () => action(run, print));
    exit(code);
  } catch (error) {
    shown.close();
    if (!(error instanceof Refused)) throw error;
    report(error, options);
    exit(stop.signal.aborted ? EXIT.interrupted : EXIT.failed);
  } finally {
    shown.close();
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}

/** What the cluster said outside the work on one object is told of the context. */
async function guarded<T>(context: string, action: () => Promise<T>): Promise<T> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof ApiError || error instanceof Unreachable) throw new Refused(explain(error, context));
    throw error;
  }
}

function report({ messages }: Refused, { output }: Common): void {
  if (output === 'json') process.stdout.write(`${JSON.stringify({ problems: messages }, undefined, 2)}\n`);
  else for (const line of messages) process.stderr.write(`${line}\n`);
}
