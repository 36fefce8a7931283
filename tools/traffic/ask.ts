import { type ClientRequest, type IncomingMessage, Agent as Plain, get as plain } from 'node:http';
import { Agent as Secure, get as secure } from 'node:https';

/** One answer of the page. */
export interface Answer {
  readonly status: number;
  readonly ms: number;
  readonly body: string;
}

const [url = '', count = '1', headers = '{}'] = process.argv.slice(2);
const said: Readonly<Record<string, string>> = JSON.parse(headers);
const sockets = { keepAlive: true, maxSockets: 8 };
// Who answers is for the caller to judge, not for a list of authorities.
const agent = url.startsWith('https:')
  ? new Secure({ ...sockets, rejectUnauthorized: false, servername: said['host'] })
  : new Plain(sockets);
const get: (url: string, options: object, answered: (response: IncomingMessage) => void) => ClientRequest =
  url.startsWith('https:') ? secure : plain;

const ask = (): Promise<Answer> =>
  new Promise((resolve) => {
    const start = performance.now();
    const done = (status: number, body: string) => resolve({ status, ms: Math.round(performance.now() - start), body });
    get(url, { agent, headers: said, timeout: 15_000 }, (response) => {
      let body = '';
      response.on('data', (chunk) => {
        body += chunk;
      });
      response.on('end', () => done(response.statusCode ?? 0, body));
    }).on('error', (error) => done(0, error.message));
  });

// Runs where the mesh's addresses are reached, and prints its answers for the caller.
async function main(): Promise<void> {
  const answers: Answer[] = [];
  let left = Number(count);
  const worker = async () => {
    while (left-- > 0) answers.push(await ask());
  };
  await Promise.all(Array.from({ length: 8 }, worker));
  agent.destroy();
  console.log(JSON.stringify(answers));
}

if (require.main === module) void main();
