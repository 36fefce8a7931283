import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { render } from '../../lib/delivery/render';
import type { Environment } from '../../lib/installation/environment';
import { RunningCluster } from '../kubelet/cluster';
import { standIns } from '../traffic/images';
import { imageOf } from './images';

const NAMESPACE = 'istio-system';
const PATIENCE = 180_000;

/** Files of an environment in the order of their stages, CRDs first. */
const filesOf = (environment: Environment, only: RegExp) =>
  [...render([environment])]
    .filter(([path]) => only.test(path) && /\.ya?ml$/.test(path))
    .sort(
      ([one], [other]) =>
        Number(other.startsWith('crds/')) - Number(one.startsWith('crds/')) || one.localeCompare(other),
    );

/** An environment on a real API server, with controllers, kube-proxy and a node that runs those programs that can be had. */
export class Installed {
  private constructor(readonly cluster: RunningCluster) {}

  /** @param only - which of its files are applied */
  static async open(environment: Environment, only = /./): Promise<Installed> {
    const standIn = standIns(mkdtempSync(join(tmpdir(), 'images-')));
    const cluster = await RunningCluster.open((container, pod) => imageOf(container) ?? standIn(container, pod));
    const installed = new Installed(cluster);
    const hasIstiod = process.env['ISTIOD'] !== undefined && only.test('30-istiod');
    for (const [path, text] of filesOf(environment, only)) {
      const file = join(installed.cluster.folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
      // Its webhooks inject and judge what follows.
      if (hasIstiod && /[/](60|70)-/.test(path)) await installed.ready('istiod');
      await installed.apply(file);
    }
    return installed;
  }

  kubectl(...args: readonly string[]): string {
    return execFileSync('kubectl', args, {
      env: this.cluster.env,
      encoding: 'utf8',
      maxBuffer: 1 << 28,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  /** CRDs are known a moment after they are there, and a webhook answers a moment after its pod is ready. */
  private async apply(file: string): Promise<void> {
    for (let tries = 1; ; tries++)
      try {
        this.kubectl('apply', '--server-side', '--force-conflicts', '-f', file);
        return;
      } catch (error) {
        if (tries > 15) throw error;
        await sleep(2000);
      }
  }

  /** @throws Error with what its pods have printed, if its Deployment has no ready pod within three minutes */
  async ready(deployment: string): Promise<void> {
    const isReady = () =>
      this.kubectl('-n', NAMESPACE, 'get', 'deployment', deployment, '-o', 'jsonpath={.status.readyReplicas}') === '1';
    for (const end = Date.now() + PATIENCE; !isReady(); await sleep(1000))
      if (Date.now() > end) throw new Error(`${deployment} is not ready: ${this.said(deployment)}`);
  }

  /** What the first container of a Deployment's pods has printed. */
  said(deployment: string): string {
    const pods = this.cluster.kubelet.running(
      ({ metadata }) =>
        metadata.namespace === NAMESPACE && new RegExp(`^${deployment}-[^-]+-[^-]+$`).test(metadata.name),
    );
    return pods.map((running) => running.said(running.pod.spec.containers[0]?.name ?? '')).join('\n');
  }

  /** The address of a Service, as kube-proxy leads there. */
  url(service: string, port: number): string {
    return `http://${this.kubectl('-n', NAMESPACE, 'get', 'service', service, '-o', 'jsonpath={.spec.clusterIP}')}:${port}`;
  }

  close(): Promise<void> {
    return this.cluster.close();
  }
}
