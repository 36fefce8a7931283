import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MeshChecks } from '../../checks/judge/mesh-checks';
import type { Environment } from '../../installation/environment';
import { grouped } from '../../kit/grouped';
import { refuse } from '../../kit/problems';
import { Asked } from '../../kit/users-line/asked';
import { CLI } from '../../problems/commands/cli';
import { assets } from '../../report/assets';
import { htmlOf } from '../../report/html';
import type { LiveFacts } from '../../report/live';
import { svgOf } from '../../report/picture/svg';
import { reportOf } from '../../report/report';
import type { MeshReport, Reported, Said } from '../../report/types';
import type { Manifest } from '../dist/manifest';
import type { Task } from '../program/tasks';
import { type Rendered, rendered } from '../render';
import { secretsNeeded } from '../secrets/needed';
import { type Against, against } from './against';

const AUTHORITIES: Readonly<Record<NonNullable<Environment['authority']>['by'], string>> = {
  istiod: 'istiod, with a root that it makes itself',
  'plugged-in': 'istiod, with an intermediate of a root of one’s own (Secret cacerts)',
  'istio-csr': 'cert-manager, through istio-csr',
  spire: 'SPIRE',
};

function said({ purpose, authority, guardRails, addons }: Environment, objects: readonly Manifest[]): Said {
  return {
    purpose,
    authority: AUTHORITIES[authority?.by ?? 'istiod'],
    waivers: guardRails?.waived ?? {},
    objectives: addons?.prometheus?.objectives ?? [],
    secrets: secretsNeeded(objects),
  };
}

/** The environment of a mesh that is in several clusters: `acme` of `acme/east`. */
const fleetOf = (name: string): string => name.split('/')[0] ?? name;

function reported({ files, meshes }: Rendered, sources: Asked): readonly Reported[] {
  return meshes.map(({ environment, mesh }) => {
    const { objects, notes } = MeshChecks.judgedOf(mesh);
    const own = [...files].filter(([path]) => path.startsWith(`${environment.name}/`));
    const manifests = objects.map(({ object }) => object as unknown as Manifest);
    return { name: environment.name, objects, notes, files: new Map(own), said: said(environment, manifests), sources };
  });
}

/**
 * What environments look like from outside: who calls whom, who may, where requests go, what is installed. Clusters of a fleet are one report.
 * `earlier`: what differs from that state is in it, too.
 * @throws Refused with every problem of them, MESH869 for a name that none has
 */
export function reports(environments: readonly Environment[], name?: string, earlier?: Against): readonly MeshReport[] {
  const wanted = environments.filter((one) => name === undefined || one.name === name || fleetOf(one.name) === name);
  if (wanted.length === 0) refuse(name ?? '', CLI.noEnvironment(environments.map((one) => one.name)));
  const sources = new Asked();
  const made = sources.during(() => rendered(wanted));
  const all = grouped(reported(made, sources), (one) => (one.name === name ? name : fleetOf(one.name)));
  return [...all].map(([mesh, clusters]) => {
    const report = reportOf(mesh, clusters);
    return earlier === undefined ? report : against(report, clusters, earlier);
  });
}

/** The same with what a cluster has: of the report that is of this cluster alone. */
function beside(report: MeshReport, file: string): MeshReport {
  const live: LiveFacts = JSON.parse(readFileSync(file, 'utf8'));
  return { ...report, clusters: report.clusters.map((one) => ({ ...one, live })) };
}

/** Writes `<mesh>.html` and `<mesh>.svg` of each mesh, or its picture alone, and says where. @throws Refused */
export function doReport(
  { environment, folder, pictures, output, against: earlier, live }: Task & { readonly do: 'report' },
  environments: readonly Environment[],
): number {
  const made = reports(environments, environment, earlier);
  const all = live === undefined ? made : made.map((one) => beside(one, live));
  const page = pictures ? undefined : assets();
  mkdirSync(folder, { recursive: true });
  const files = all.flatMap((report) => {
    const file = join(folder, report.name.replaceAll('/', '-'));
    writeFileSync(`${file}.svg`, svgOf(report));
    if (page === undefined) return [`${file}.svg`];
    writeFileSync(`${file}.html`, htmlOf(report, page));
    return [`${file}.html`, `${file}.svg`];
  });
  process.stdout.write(output === 'json' ? `${JSON.stringify({ files }, undefined, 2)}\n` : `${files.join('\n')}\n`);
  return 0;
}
