import { Chart } from 'cdk8s';
import { MeshApp } from '../lib/checks/judge/mesh-app';
import { MeshChecks } from '../lib/checks/judge/mesh-checks';

/** A Kubernetes object as printed, for asserts; absent parts are `undefined`. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into objects of every kind
export type Printed = any;

/** What `build` adds to an empty chart, by `Kind/name`. Problems and warnings are thrown, all at once, as at a strict synth. */
export function synth(build: (chart: Chart) => void): Readonly<Record<string, Printed>> {
  const app = new MeshApp();
  const chart = new Chart(app, 'test', { disableResourceNameHashes: true });
  build(chart);
  MeshChecks.on(chart, { strict: true });
  const objects = [...app.objects().values()].flat();
  return Object.fromEntries(objects.map((object) => [`${object.kind}/${object.name}`, object.toJson()]));
}
