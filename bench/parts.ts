import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { MeshApp } from '../lib/checks/mesh-app';
import { filesOf } from '../lib/delivery/render';
import { replaceFolder } from '../lib/delivery/write';
import { ENVIRONMENTS } from '../lib/environments';
import { MeshEnvironment } from '../lib/installation/installation';
import { clusters } from './fleet';
import { shop } from './shop';

/** One synth, its parts timed in milliseconds, and the peak of memory in MB. `started`: when the first module was asked for. */
function measure(what: string, started: number, loaded: number): Readonly<Record<string, number>> {
  const app = new MeshApp();
  const [count, of] = what.split(' ');
  if (of === 'microservices') shop(app, Number(count));
  else if (of === 'clusters') for (const environment of clusters(Number(count))) new MeshEnvironment(app, environment);
  else
    for (const environment of ENVIRONMENTS)
      if (what === 'all' || environment.name === what) new MeshEnvironment(app, environment);
  const built = performance.now();
  const charts = app.objects();
  const resolved = performance.now();
  const files = new Map(
    [...charts].flatMap(([chart, objects]) =>
      [...filesOf({ name: chart.node.id }, objects)].map(([name, text]) => [`${chart.node.id}/${name}`, text] as const),
    ),
  );
  const printed = performance.now();
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  replaceFolder(join(folder, 'dist'), files);
  const written = performance.now();
  rmSync(folder, { recursive: true });
  return {
    objects: [...charts.values()].flat().length,
    start: started,
    load: loaded - started,
    build: built - loaded,
    check: resolved - built,
    print: printed - resolved,
    write: written - printed,
    memory: process.resourceUsage().maxRSS / 1024,
  };
}

console.log(
  JSON.stringify(measure(process.argv[2] ?? 'demo', Number(process.env['BENCH_STARTED']), performance.now())),
);
