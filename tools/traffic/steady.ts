import { fork } from 'node:child_process';
import { Agent, get } from 'node:http';
import { Agent as SecureAgent, get as secure } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';

/** What came of requests since it was last asked. */
export interface Score {
  readonly asked: number;
  /** What went wrong, each with its time. */
  readonly failures: readonly string[];
}

export interface Target {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Authority that an HTTPS server's certificate, for the host of the headers, must be of. @default - one of Node's own */
  readonly ca?: string;
}

const WORKERS = 6;
const PAUSE = 150;
/** One request in so many begins a connection of its own. */
const FRESH = 5;

/** What is wrong with an answer, and with those that it is made of. */
function faultOf(status: number, body: string): string | undefined {
  if (status !== 200) return `${status} ${body.slice(0, 120)}`;
  const wrong = (one: { readonly app?: string; readonly calls?: readonly object[] }): string | undefined =>
    one.app === undefined ? JSON.stringify(one) : (one.calls ?? []).map(wrong).find((fault) => fault !== undefined);
  return wrong(JSON.parse(body));
}

/** Asks once. Gives what is wrong with the answer. */
export const faultAt = ({ url, headers, ca }: Target, agent: Agent | false = false): Promise<string | undefined> =>
  new Promise((resolve) => {
    const options = { agent, headers, timeout: 15_000 };
    const ask = url.startsWith('https:')
      ? secure.bind(null, url, { ...options, ca, servername: headers['host'] })
      : get.bind(null, url, options);
    const sent = ask((response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => resolve(faultOf(response.statusCode ?? 0, body)));
      response.on('error', (error) => resolve(error.message));
    });
    sent
      .on('timeout', () => sent.destroy(new Error('no answer in 15 s')))
      .on('error', ({ message }) => resolve(message));
  });

/** Requests without an end, to each target in turn: most by connections that stay open, as browsers and other proxies have them. */
async function main(targets: readonly Target[]): Promise<void> {
  let asked = 0;
  let failures: string[] = [];
  const work = async (worker: number) => {
    const kept = { keepAlive: true, maxSockets: 1 };
    const [agent, secureAgent] = [new Agent(kept), new SecureAgent(kept)];
    for (let i = worker; ; i++) {
      const target = targets[i % targets.length] as Target;
      const begun = new Date().toISOString();
      const fault = await faultAt(
        target,
        i % FRESH === 0 ? false : target.url.startsWith('https:') ? secureAgent : agent,
      );
      asked++;
      if (fault !== undefined) failures.push(`${begun} ${target.headers['host'] ?? target.url} ${fault}`);
      await sleep(PAUSE);
    }
  };
  process.on('message', () => {
    process.send?.({ asked, failures } satisfies Score);
    [asked, failures] = [0, []];
  });
  await Promise.all(Array.from({ length: WORKERS }, (_, worker) => work(worker)));
}

const NODE = ['-r', require.resolve('tsx/cjs')];

/** A client that asks all the time, until it is ended. `from`: a process in whose network and root it runs. */
export function steady(targets: readonly Target[], from?: number) {
  const args = [JSON.stringify(targets)];
  const enter = ['-t', String(from), '-n', '-m', '-r', '-w', '--', process.execPath, ...NODE];
  const inside = from === undefined ? { execArgv: NODE } : { execPath: 'nsenter', execArgv: enter };
  const child = fork(__filename, args, inside);
  return {
    score: (): Promise<Score> =>
      new Promise((resolve) => {
        child.once('message', (score) => resolve(score as Score));
        child.send('score');
      }),
    end: () => child.kill(),
  };
}

if (require.main === module) void main(JSON.parse(process.argv[2] ?? '[]'));
