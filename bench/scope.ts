import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { http, MeshApp, MeshEnvironment, MeshNamespace, Microservice, minimal, override, SidecarScope } from '../lib';
import { Lab } from '../tools/truth/lab';
import { median } from './time';

/** What one sidecar is told: medians of some. */
export interface Told {
  readonly bytes: number;
  readonly seconds: number;
}

const SERVICES = 1000;
/** Services that each calls. */
const CALLS = 3;
/** Sidecars that are measured; those before are not, as the first pays for what all share. */
const [FIRST, LAST] = [10, 30];

/** Services of ten teams that call each other; with `scoped`, their sidecars know those alone. */
function objects(scoped: boolean): readonly unknown[] {
  const app = new MeshApp();
  const team = (mesh: MeshEnvironment) => {
    const all: Microservice[] = [];
    for (let i = 0; i < SERVICES; i++) {
      if (i % 100 === 0) new MeshNamespace(mesh, `team-${i / 100}`, { injection: true });
      const namespace = mesh.node.findChild(`team-${Math.floor(i / 100)}`) as MeshNamespace;
      const calls = Array.from({ length: CALLS }, (_, n) => all[(i * 7 + n * 331) % Math.max(1, all.length)]);
      const service = new Microservice(namespace, `service-${i}`, {
        ports: [http(8080)],
        versions: { v1: { image: 'registry.example/service:1' } },
        calls: [...new Set(calls)].flatMap((one) => one ?? []),
      });
      if (scoped && i > 0) new SidecarScope(namespace, `scope-${i}`, { service });
      all.push(service);
    }
  };
  new MeshEnvironment(app, override(minimal, { name: 'scope', apps: [team] }));
  return [...app.objects().values()].flatMap((all) => all.map((one) => one.toJson()));
}

async function told(lab: Lab, scoped: boolean): Promise<Told> {
  const pods = Array.from({ length: LAST }, (_, i) => i * 33).map((i) => `team-${Math.floor(i / 100)}/service-${i}-v1`);
  const { sizes = [], error } = await lab.ask({ objects: objects(scoped), asks: [], measure: pods });
  if (error !== undefined) throw new Error(error);
  const counted = sizes.slice(FIRST);
  return { bytes: median(counted.map(({ bytes }) => bytes)), seconds: median(counted.map(({ seconds }) => seconds)) };
}

/** Envoy's configuration and istiod's time for it, without and with `SidecarScope`s of declared calls; nothing where istiod's generators are not built. */
export async function scopes(): Promise<{ readonly all: Told; readonly scoped: Told } | undefined> {
  if (!existsSync(join(__dirname, '..', '.cache', 'truth', 'truth'))) return undefined;
  const lab = Lab.start();
  try {
    return { all: await told(lab, false), scoped: await told(lab, true) };
  } finally {
    lab.end();
  }
}
