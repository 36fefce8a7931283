import { Chart } from 'cdk8s';
import { MeshApp } from '../lib/checks/mesh-app';

/** A Kubernetes object as printed, for asserts; absent parts are `undefined`. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into objects of every kind
export type Printed = any;

/** What `build` adds to an empty chart, by `Kind/name`. Problems are thrown, all at once, as at synth. */
export function synth(build: (chart: Chart) => void): Readonly<Record<string, Printed>> {
  const app = new MeshApp();
  build(new Chart(app, 'test', { disableResourceNameHashes: true }));
  const objects = [...app.objects().values()].flat();
  return Object.fromEntries(objects.map((object) => [`${object.kind}/${object.name}`, object.toJson()]));
}
