import { appendFileSync, mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Api } from './api';
import { leave } from './cgroup';
import type { ImageOf } from './container';
import type { Machine } from './machine';
import { Network } from './network';
import { type Node, RunningPod } from './pod';
import { type Named, namesOf } from './services';
import { statusOf } from './status';
import { type Pod, pathOf } from './types';
import type { Kept, Reader } from './volumes';

/** Where pods find the API server: the first address of Services. */
const API_SERVER = { KUBERNETES_SERVICE_HOST: '10.96.0.1', KUBERNETES_SERVICE_PORT: '443' };
const MERGE = 'application/merge-patch+json';
const DEFAULT_GRACE = 30;

/**
 * One node of a cluster: every pod that is bound to it really runs, in a network and a root of its own, as its spec says. Images are what
 * `imageOf` puts in their place; names of Services stand in each pod's /etc/hosts.
 */
export class Kubelet {
  private readonly pods = new Map<string, RunningPod>();
  private readonly taken = new Set<string>();
  private readonly said = new Map<string, { readonly words: string; readonly sent: Promise<void> }>();
  private readonly services = new Map<string, Named>();
  private readonly hosts = new Map<string, string>();
  private readonly stops: (() => void)[] = [];
  private next = 0;
  private isStopped = false;

  constructor(
    private readonly api: Api,
    private readonly node: Machine,
    private readonly folder: string,
    private readonly imageOf: ImageOf,
  ) {}

  async start(): Promise<void> {
    const {
      api,
      node: { name, host },
    } = this;
    const labels = { 'kubernetes.io/os': 'linux', 'kubernetes.io/hostname': name };
    await api.ask('POST', '/api/v1/nodes', { metadata: { name, labels } });
    const status = {
      addresses: [{ type: 'InternalIP', address: host }],
      conditions: [{ type: 'Ready', status: 'True' }],
      allocatable: { cpu: '64', memory: '64Gi', pods: '500' },
    };
    await api.ask('PATCH', `/api/v1/nodes/${name}/status`, { status }, MERGE);
    this.stops.push(
      api.watch<Named>('/api/v1/services', (service, isGone) => this.named(service, isGone)),
      api.watch<Pod>('/api/v1/pods', (pod, isGone) => this.attend(pod, isGone)),
      ...(['configmaps', 'secrets'] as const).map((kind) =>
        api.watch<Named>(`/api/v1/${kind}`, ({ metadata }) => this.renew(kind, metadata)),
      ),
    );
  }

  /** Ends every pod at once. The cluster is not told. */
  async stop(): Promise<void> {
    this.isStopped = true;
    for (const stop of this.stops) stop();
    await Promise.all([...this.pods.values()].map((pod) => pod.stop(0)));
  }

  running(holds: (pod: Pod) => boolean): readonly RunningPod[] {
    return [...this.pods.values()].filter(({ pod }) => holds(pod));
  }

  /** Containers that ended by themselves, of all pods that run. */
  get restarts(): readonly string[] {
    return [...this.pods.values()].flatMap(({ pod, init, containers }) =>
      [...init, ...containers]
        .filter(({ restarts }) => restarts > 0)
        .map(({ spec, restarts }) => `${pod.metadata.name} ${spec.name} ${restarts}`),
    );
  }

  /** What nobody waits for. After the end the API server may be gone too, which is no failure. */
  private aside(work: Promise<void>): void {
    work.catch((error) => {
      if (!this.isStopped) console.error(`${this.node.name}: ${error}`);
    });
  }

  private attend(pod: Pod, isGone: boolean): void {
    const { uid } = pod.metadata;
    const running = this.pods.get(uid);
    if (pod.spec.nodeName !== this.node.name) return;
    if (isGone) this.aside(this.end(running, 0));
    else if (pod.metadata.deletionTimestamp !== undefined) {
      if (running) this.aside(this.end(running, pod.metadata.deletionGracePeriodSeconds ?? DEFAULT_GRACE));
      else if (!this.taken.has(uid)) this.aside(this.gone(pod));
    } else if (!this.taken.has(uid)) this.begin(pod);
  }

  /** A kubelet's own volumes follow within a minute or two; here at once. */
  private renew(kind: Kept, { namespace, name }: Named['metadata']): void {
    for (const running of this.running(({ metadata }) => metadata.namespace === namespace)) running.renew(kind, name);
  }

  private begin(pod: Pod): void {
    const { uid, name, namespace } = pod.metadata;
    this.taken.add(uid);
    const folder = join(this.folder, `${namespace}.${name}`);
    mkdirSync(folder, { recursive: true });
    symlinkSync(this.hostsOf(namespace), join(folder, 'hosts'));
    this.next++;
    const startTime = `${new Date().toISOString().slice(0, 19)}Z`;
    const node: Node = {
      imageOf: this.imageOf,
      env: API_SERVER,
      read: (one) => this.reader(one),
      changed: (running) => this.aside(this.tell(running, startTime)),
    };
    const running = new RunningPod(pod, new Network(this.next, this.node), folder, node);
    this.pods.set(uid, running);
    this.aside(this.tell(running, startTime));
  }

  private async end(running: RunningPod | undefined, seconds: number): Promise<void> {
    if (running === undefined || !this.pods.delete(running.pod.metadata.uid)) return;
    await running.stop(seconds);
    leave(running.pod);
    await this.gone(running.pod);
  }

  private async gone(pod: Pod): Promise<void> {
    const { uid } = pod.metadata;
    await this.api.ask('DELETE', pathOf(pod), { gracePeriodSeconds: 0, preconditions: { uid } });
  }

  /** Says how a pod is, where that is news; one word after the other. */
  private async tell(running: RunningPod, startTime: string): Promise<void> {
    const { uid } = running.pod.metadata;
    const status = statusOf(running, startTime);
    const words = JSON.stringify(status);
    const last = this.said.get(uid);
    if (last?.words === words) return;
    const send = async () => {
      await last?.sent.catch(() => undefined);
      const path = `${pathOf(running.pod)}/status`;
      const { status: code, body } = await this.api.ask('PATCH', path, { metadata: { uid }, status }, MERGE);
      if (code !== 200 && code !== 404) console.error(`${path}: ${code} ${JSON.stringify(body)}`);
    };
    const sent = send();
    this.said.set(uid, { words, sent });
    await sent;
  }

  private reader({ metadata: { name, namespace, uid }, spec }: Pod): Reader {
    const base = `/api/v1/namespaces/${namespace}`;
    return {
      data: async (kind, named) => {
        const found = await this.api.get<{ readonly data?: Record<string, string> }>(`${base}/${kind}/${named}`);
        if (found === undefined) return undefined;
        const decoded = (text: string) => Buffer.from(text, 'base64').toString('utf8');
        const texts = Object.entries(found.data ?? {});
        return Object.fromEntries(texts.map(([key, text]) => [key, kind === 'secrets' ? decoded(text) : text]));
      },
      token: async (audience, expirationSeconds = 3600) => {
        const boundObjectRef = { kind: 'Pod', apiVersion: 'v1', name, uid };
        const audiences = audience === undefined ? {} : { audiences: [audience] };
        const { body } = await this.api.ask<{ readonly status?: { readonly token?: string } }>(
          'POST',
          `${base}/serviceaccounts/${spec.serviceAccountName ?? 'default'}/token`,
          { spec: { ...audiences, expirationSeconds, boundObjectRef } },
        );
        return body.status?.token;
      },
    };
  }

  private hostsOf(namespace: string): string {
    const file = this.hosts.get(namespace) ?? join(this.folder, `hosts.${namespace}`);
    if (!this.hosts.has(namespace)) {
      writeFileSync(
        file,
        ['127.0.0.1 localhost', ...[...this.services.values()].map((one) => namesOf(one, namespace))].join('\n'),
      );
      this.hosts.set(namespace, file);
    }
    return file;
  }

  /** What is added is found by pods that run already; a file that is written anew would be empty for a moment. */
  private named(service: Named, isGone: boolean): void {
    const { uid } = service.metadata;
    const isNew = !this.services.has(uid);
    if (isGone) this.services.delete(uid);
    else this.services.set(uid, service);
    if (isNew && !isGone)
      for (const [namespace, file] of this.hosts) appendFileSync(file, `\n${namesOf(service, namespace)}`);
  }
}
