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
import { leave } from '../kubelet/cgroup';
import { Box } from '../kubelet/container';
import { filesAt, replaceFiles } from '../kubelet/files';
import { FIRST, nodeNetwork } from '../kubelet/machine';
import { Network } from '../kubelet/network';
import { answers } from '../kubelet/probes';
import { namesOf } from '../kubelet/services';
import type { Pod } from '../kubelet/types';
import { makeVolumes, type Reader } from '../kubelet/volumes';
import { imageOf } from './images';

interface Json {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: { readonly selector?: Readonly<Record<string, unknown>> };
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

const NAMESPACE = 'istio-system';
const PATIENCE = 120_000;

/** The pod of a Deployment that runs for real, with its volumes, user, root and port, and is ready by its own probe. */
export class Deployed {
  private static pods = 0;

  private constructor(
    private readonly objects: readonly Json[],
    private readonly pod: Pod,
    private readonly network: Network,
    private readonly folder: string,
    private readonly boxes: readonly Box[],
  ) {}

  /**
   * Containers whose program cannot be had are left out.
   * @param near - pods that it finds by the names of their Services
   * @throws Error with what it printed, if it is not ready within two minutes
   */
  static async start(objects: readonly Json[], name: string, near: readonly Deployed[] = []): Promise<Deployed> {
    const { spec } = found<IDeployment>(objects, 'Deployment', name);
    const template = spec?.template;
    const metadata = { ...template?.metadata, name: `${name}-0`, namespace: NAMESPACE, uid: '0' };
    const pod = { apiVersion: 'v1', kind: 'Pod', metadata, spec: template?.spec } as Pod;
    const folder = mkdtempSync(join(tmpdir(), `${name}-`));
    nodeNetwork(FIRST);
    Deployed.pods++;
    const network = new Network(Deployed.pods);
    mkdirSync(join(folder, 'volumes'));
    writeFileSync(join(folder, 'hosts'), ['127.0.0.1 localhost', ...near.flatMap((one) => one.names)].join('\n'));
    network.up();
    const place = { pod, folder, network: network.name, address: network.address };
    const boxes = pod.spec.containers.flatMap((container) => {
      const image = imageOf(container);
      return image === undefined ? [] : [new Box(container, place, image)];
    });
    if (boxes.length === 0) throw new Error(`no program of ${name} can be had`);
    const deployed = new Deployed(objects, pod, network, folder, boxes);
    await deployed.begin();
    return deployed;
  }

  private async begin(): Promise<void> {
    const { boxes, pod, network, folder, objects } = this;
    await makeVolumes(pod, network.address, join(folder, 'volumes'), fromFiles(objects));
    for (const box of boxes) void box.start();
    await sleep(500);
    for (const end = Date.now() + PATIENCE; !(await this.ready()); await sleep(500)) {
      if (boxes.every(({ runs }) => runs) && Date.now() < end) continue;
      const said = this.said();
      await this.stop();
      throw new Error(`${pod.metadata.name} is not ready: ${said}`);
    }
  }

  /** The Services that select it. */
  private get services(): readonly string[] {
    const { labels = {} } = this.pod.metadata;
    const selects = ({ kind, spec }: Json) =>
      kind === 'Service' && Object.entries(spec?.selector ?? {}).every(([key, value]) => labels[key] === value);
    return this.objects.filter(selects).map(({ metadata: { name } }) => name);
  }

  /** Their lines of /etc/hosts. */
  private get names(): readonly string[] {
    const spec = { clusterIP: this.network.address };
    return this.services.map((name) => namesOf({ metadata: { name, namespace: NAMESPACE }, spec }, NAMESPACE));
  }

  /** Each port of each Service. */
  get ports(): readonly (readonly [service: string, port: number])[] {
    return this.services.flatMap((name) =>
      (found<IService>(this.objects, 'Service', name).spec?.ports ?? []).map(({ port }) => [name, port] as const),
    );
  }

  /** As when another pod takes its place: what is on a claim stays, and nothing else. */
  async replace(): Promise<void> {
    await Promise.all(this.boxes.map((box) => box.stop()));
    for (const { name, persistentVolumeClaim } of this.pod.spec.volumes ?? [])
      if (persistentVolumeClaim === undefined)
        rmSync(join(this.folder, 'volumes', name), { recursive: true, force: true });
    await this.begin();
  }

  /** Changes a file of a volume. */
  write(volume: string, file: string, text: string): void {
    const place = join(this.folder, 'volumes', volume);
    replaceFiles(place, { ...filesAt(place), [file]: text });
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
    const { targetPort = port } = spec?.ports?.find((one) => one.port === port) ?? {};
    const named = this.boxes.flatMap((box) => box.spec.ports ?? []).find(({ name }) => name === targetPort);
    return `http://${this.network.address}:${named?.containerPort ?? targetPort}`;
  }

  /** Whether each liveness and startup probe is answered. */
  async alive(): Promise<boolean> {
    const probed = this.boxes.flatMap((box) =>
      [box.spec.livenessProbe, box.spec.startupProbe].flatMap((probe) =>
        probe ? [answers(box, this.network.address, probe)] : [],
      ),
    );
    return (await Promise.all(probed)).every((one) => one);
  }

  /** Where one of its containers' ports is. */
  at(port: number): string {
    return `http://${this.network.address}:${port}`;
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
    leave(this.pod);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
