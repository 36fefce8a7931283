import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ENVIRONMENTS } from '../lib/environments';
import { previewFile } from '../lib/istio/injection';
import { Refused } from '../lib/kit/problems';
import { printManifests } from '../lib/kit/yaml';

// npm run preview -- <file.yaml> [--environment demo] [--namespace default]: the file as istiod would have its pods run.
const USAGE = `usage: npm run preview -- <file.yaml> [--environment <name>] [--namespace <name>]
environments: ${ENVIRONMENTS.map(({ name }) => name).join(', ')}`;

function main(): void {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { environment: { type: 'string', default: 'demo' }, namespace: { type: 'string', default: 'default' } },
  });
  const environment = ENVIRONMENTS.find(({ name }) => name === values.environment);
  const [file] = positionals;
  if (file === undefined || environment === undefined) throw new Refused([USAGE]);
  const options = { namespace: values.namespace, file };
  const { previews, problems, doubts } = previewFile(environment.istio, readFileSync(file, 'utf8'), options);
  process.stdout.write(printManifests(previews.map(({ object }) => object)));
  for (const { object, injected, because } of previews)
    process.stderr.write(`# ${String(object['kind'])}: ${injected ? 'injected' : 'not injected'}, as ${because}\n`);
  for (const line of [...doubts, ...problems]) process.stderr.write(`${line}\n`);
  if (problems.length > 0) process.exitCode = 1;
}

try {
  main();
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
