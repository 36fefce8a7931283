import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import type { IService } from 'kubernetes-models/v1/Service';
import type { AddonSettings } from '../../lib/addons/registry';
import { render } from '../../lib/delivery/render';
import { minimal } from '../../lib/environments/minimal';
import { override } from '../../lib/kit/override';
import { readManifests } from '../../lib/kit/read-yaml';
import { Box, type Image } from '../kubelet/container';
import { Network } from '../kubelet/network';
import { answers } from '../kubelet/probes';
import type { Pod } from '../kubelet/types';
import { makeVolumes, type Reader } from '../kubelet/volumes';

interface Json {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly data?: Readonly<Record<string, string>>;
}

/** What an environment with these addons writes. */
export function written(addons: AddonSettings): readonly Json[] {
  const files = [...render([override(minimal, { addons })])];
  return files.filter(([path]) => !path.startsWith('crds/')).flatMap(([, text]) => readManifests(text) as Json[]);
}

const found = <T>(objects: readonly Json[], kind: string, name: string): T => {
  const one = objects.find((object) => object.kind === kind && object.metadata.name === name);
  if (one === undefined) throw new Error(`no ${kind} ${name} is written`);
  return one as T;
};

/** ConfigMaps and Secrets as they are written; no account has a token here. */
const fromFiles = (objects: readonly Json[]): Reader => ({
  data: async (kind, name) => found<Json>(objects, kind === 'secrets' ? 'Secret' : 'ConfigMap', name).data,
  token: async () => 'none',
});

const PATIENCE = 120_000;

/** The pod of a Deployment that runs for real, with its volumes, user, root and port, and is ready by its own probe. */
export class Deployed {
  private constructor(
    private readonly objects: readonly Json[],
    private readonly network: Network,
    private readonly folder: string,
    private readonly boxes: readonly Box[],
  ) {}

  /** @throws Error with what it printed, if it is not ready within two minutes */
  static async start(objects: readonly Json[], name: string, image: Image): Promise<Deployed> {
    const { spec } = found<IDeployment>(objects, 'Deployment', name);
    const template = spec?.template;
    const metadata = { ...template?.metadata, name: `${name}-0`, namespace: 'istio-system', uid: '0' };
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata, spec: template?.spec } as Pod;
    const folder = mkdtempSync(join(tmpdir(), `${name}-`));
    const network = new Network(1);
    mkdirSync(join(folder, 'volumes'));
    await makeVolumes(pod, network.address, join(folder, 'volumes'), fromFiles(objects));
    writeFileSync(join(folder, 'hosts'), '127.0.0.1 localhost\n');
    network.up();
    const place = { pod, folder, network: network.name, address: network.address };
    const boxes = pod.spec.containers.map((container) => new Box(container, place, image));
    const deployed = new Deployed(objects, network, folder, boxes);
    for (const box of boxes) void box.start();
    await sleep(500);
    for (const end = Date.now() + PATIENCE; !(await deployed.ready()); await sleep(500)) {
      if (boxes.every(({ runs }) => runs) && Date.now() < end) continue;
      const said = deployed.said();
      await deployed.stop();
      throw new Error(`${name} is not ready: ${said}`);
    }
    return deployed;
  }

  private async ready(): Promise<boolean> {
    const probed = this.boxes.flatMap((box) => {
      const { readinessProbe } = box.spec;
      return readinessProbe ? [answers(box, this.network.address, readinessProbe)] : [];
    });
    return (await Promise.all(probed)).every((one) => one);
  }

  /** Where a port of a Service leads. */
  url(service: string, port: number): string {
    const { spec } = found<IService>(this.objects, 'Service', service);
    const { targetPort } = spec?.ports?.find((one) => one.port === port) ?? {};
    const named = this.boxes.flatMap((box) => box.spec.ports ?? []).find(({ name }) => name === targetPort);
    return `http://${this.network.address}:${named?.containerPort ?? targetPort}`;
  }

  /** What it has printed so far. */
  said(): string {
    return this.boxes.map(({ spec: { name } }) => readFileSync(join(this.folder, `${name}.log`), 'utf8')).join('\n');
  }

  /** Runs a command in its first container. Ends with its exit code. */
  run(...command: readonly string[]): Promise<number> | undefined {
    return this.boxes[0]?.run(command);
  }

  async stop(): Promise<void> {
    this.network.down();
    await sleep(200);
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Why pods cannot run here, if they cannot. */
export const hinders = (): string | undefined =>
  process.getuid?.() === 0 && process.platform === 'linux' ? undefined : 'pods need Linux and root';
