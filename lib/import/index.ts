import { MeshApp } from '../checks/judge/mesh-app';
import type { ObjectPatch } from '../installation/changes/patches';
import type { Environment } from '../installation/environment';
import { MeshEnvironment } from '../installation/installation';
import { problemsOf, Refused } from '../kit/problems';
import { withoutAbsent } from './absent';
import { takenOver, withPatches } from './environment';
import type { Installation } from './installation';
import { withK8s } from './k8s/apply';
import { operatorInstallation } from './operator';
import { programOf } from './program';
import { unrecorded } from './records';
import { chartInstallation, type Release } from './values/charts';
import { Report, type Untaken } from './values/row';
import { setSources } from './values/set';
import { settled } from './values/settle';
import type { Source } from './values/values';

/** An installation of istioctl or Helm as an environment. */
export interface Imported {
  /** A TypeScript file that exports it. */
  readonly program: string;
  readonly environment: Environment;
  /** What was left out, and where it was written. */
  readonly untaken: readonly Untaken[];
  /** What synth will refuse, one line each. */
  readonly refused: readonly string[];
  /** What means something else here, by the path of the prop. */
  readonly notes: ReadonlyMap<string, string>;
  /** Values that the charts record in the ConfigMap of the injector, for nobody to read, and that are not recorded here. */
  readonly records: readonly string[];
}

export interface ImportOptions {
  /** Of the environment: a folder of `dist/`. @default 'mesh' */
  readonly name?: string;
  /** What it was taken over from, for its purpose. */
  readonly source: string;
  /** Changes of single objects that go along. @default - none */
  readonly patches?: readonly ObjectPatch[];
}

/**
 * The environment that IstioOperators and `--set` strings are, the last one first of all.
 * @throws MESH988 for a setting without a value, MESH992 for a profile that is none
 */
export function importOperator(
  files: readonly Source[],
  settings: readonly string[],
  options: ImportOptions,
): Imported {
  const report = new Report();
  return finished(operatorInstallation(files, setSources(settings), report), report, options);
}

/** The environment that releases of Istio's charts are. @throws MESH992 for a profile that is none */
export function importCharts(releases: readonly Release[], options: ImportOptions): Imported {
  const report = new Report();
  return finished(chartInstallation(releases, report), report, options);
}

const KEPT = 'They keep the labels of pods that run, so that nothing restarts; remove them with your next upgrade.';

function finished(installation: Installation, report: Report, options: ImportOptions): Imported {
  const { name = 'mesh', source, patches = [] } = options;
  const start = takenOver(installation, report);
  const named = { ...start, environment: { ...start.environment, name, purpose: `Taken over from ${source}.` } };
  const changed = withK8s(named, installation, report);
  const found = {
    ...changed,
    environment: settled(withPatches(withoutAbsent(changed.environment, installation), patches), installation, report),
  };
  if (patches.length > 0) report.note('patches', KEPT);
  const said = report.untaken.map(({ problem }) => problem.fact);
  return {
    program: programOf(found, installation.gateways, report),
    environment: found.environment,
    untaken: report.untaken,
    refused: problemsIn(found.environment),
    notes: report.notes,
    records: unrecorded(installation, found.environment.istio, start.environment.istio).filter(
      (path) => !said.some((fact) => fact.startsWith(`${path} `)),
    ),
  };
}

/** What synth will say; what a construct refuses at once ends the search. */
function problemsIn(environment: Environment): readonly string[] {
  const app = new MeshApp();
  try {
    new MeshEnvironment(app, environment);
    return problemsOf(app);
  } catch (error) {
    if (error instanceof Refused) return error.messages;
    throw error;
  }
}
