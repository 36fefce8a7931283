import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';

/** Stands in for Grafana, which no registry has: answers its search for boards, from those that its Deployment mounts. */
const [, , folder = '/var/lib/grafana/dashboards', port = '3000'] = process.argv;

const boards = () =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.json') && !file.includes('..'))
    .map(
      (file) =>
        JSON.parse(readFileSync(join(folder, file), 'utf8')) as { readonly title: string; readonly uid: string },
    );

createServer(({ url = '/' }, response) => {
  const { pathname, searchParams } = new URL(url, 'http://grafana');
  const named = boards().filter(({ title }) => title.includes(searchParams.get('query') ?? ''));
  const answer = pathname === '/api/search' ? named.map(({ title, uid }) => ({ title, uid, url: `/d/${uid}` })) : {};
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(answer));
}).listen(Number(port));
