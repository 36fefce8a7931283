import { createServer, get, type IncomingHttpHeaders, type IncomingMessage } from 'node:http';

/** Whom each of Bookinfo's services calls. The first version of reviews shows no stars. */
const CALLS: Readonly<Record<string, readonly string[]>> = {
  productpage: ['http://details:9080/details/0', 'http://reviews:9080/reviews/0'],
  'reviews v2': ['http://ratings:9080/ratings/0'],
  'reviews v3': ['http://ratings:9080/ratings/0'],
};
const PASSED_ON = ['end-user', 'x-request-id', 'authorization', 'cookie', 'user-agent'];
const { APP: app = '', VERSION: version = '', PORT = '9080' } = process.env;

const text = async (stream: IncomingMessage): Promise<string> => {
  let all = '';
  for await (const chunk of stream) all += chunk;
  return all;
};

const call = (url: string, all: IncomingHttpHeaders): Promise<unknown> =>
  new Promise((resolve) => {
    const headers = Object.fromEntries(PASSED_ON.flatMap((name) => (all[name] ? [[name, all[name]]] : [])));
    get(url, { headers, timeout: 10_000 }, async (answer) => {
      const body = await text(answer).catch((error: Error) => error.message);
      if (answer.statusCode === 200) resolve(JSON.parse(body));
      else resolve({ url, status: answer.statusCode, body: body.slice(0, 80) });
    }).on('error', (error) => resolve({ url, error: error.message }));
  });

let isSilent = false;

/**
 * Stands in for a service of Bookinfo: says who it is, and calls what the real one calls. Told to stop, it ends what it has begun, and takes
 * nothing new. By SIGUSR2 it stops answering, but for its probe, and by another it answers again.
 */
const server = createServer(async ({ url, headers }, response) => {
  if (isSilent && url !== '/health') return;
  const whom = url === '/health' ? [] : (CALLS[app] ?? CALLS[`${app} ${version}`] ?? []);
  const calls = await Promise.all(whom.map((one) => call(one, headers)));
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify({ app, version, calls }));
});
server.listen(Number(PORT));
process.on('SIGTERM', () => server.close());
process.on('SIGUSR2', () => {
  isSilent = !isSilent;
});
