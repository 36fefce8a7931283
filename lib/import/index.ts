import { MeshApp } from '../checks/judge/mesh-app';
import type { ObjectPatch } from '../installation/changes/patches';
import type { Environment } from '../installation/environment';
import { MeshEnvironment } from '../installation/installation';
import { problemsOf } from '../kit/problems';
import { withoutAbsent } from './absent';
import { takenOver, withPatches } from './environment';
import type { Installation } from './installation';
import { withK8s } from './k8s/apply';
import { operatorInstallation } from './operator';
import { programOf } from './program';
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
  const app = new MeshApp();
  new MeshEnvironment(app, found.environment);
  return {
    program: programOf(found, installation.gateways, report),
    environment: found.environment,
    untaken: report.untaken,
    refused: problemsOf(app),
    notes: report.notes,
  };
}
