import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DELIVERY } from '../../lib/delivery/program/props';
import { render } from '../../lib/delivery/render';
import type { Environment } from '../../lib/installation/environment';
import { readManifests } from '../../lib/kit/read-yaml';
import { VERSIONS } from '../../lib/kit/versions';
import { goModule } from '../import/modules';
import type { Lab } from '../lab/lab';

const { namespace } = DELIVERY.flux;
const MODULE = 'github.com/fluxcd/kustomize-controller';

/** Folders with the CRDs of Flux, whole. Go fetches them, so ask before there is no network. */
export const crdsOfFlux = (): readonly string[] =>
  Object.entries({ [MODULE]: VERSIONS.fluxKustomize, 'github.com/fluxcd/source-controller': VERSIONS.fluxSource }).map(
    ([module, version]) => join(goModule(module, version), 'config/crd/bases'),
  );

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly message: string;
  readonly lastTransitionTime: string;
}

interface Kustomization {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly path: string; readonly dependsOn?: readonly { readonly name: string }[] };
  readonly status?: { readonly lastAppliedRevision?: string; readonly conditions?: readonly Condition[] };
}

/** What Flux says of a stage. */
export interface Said {
  /** `istiod` */
  readonly stage: string;
  readonly ready: boolean;
  /** Since when it has been as it is. */
  readonly since: string;
  readonly message: string;
  /** What it applied last, when that became ready. */
  readonly revision: string;
  /** Stages that it waits for. */
  readonly waitsFor: readonly string[];
  /** Files that it brings. */
  readonly files: readonly string[];
}

/** Flux's real kustomize-controller beside the lab's API server, and in the place of its source-controller a server of archives. */
export class Flux {
  private readonly archives = createServer((_, answer) => answer.end(this.archive));
  private archive = Buffer.alloc(0);
  /** Name of the environment that was written last. */
  private environment = '';

  constructor(
    private readonly lab: Lab,
    private readonly binary: string,
    private readonly crds: readonly string[],
  ) {}

  /** `v1.9.4` */
  version(): string {
    const told = execFileSync('go', ['version', '-m', this.binary], { encoding: 'utf8' });
    return new RegExp(`${MODULE}(?:/api)?\\s+(v\\S+)`).exec(told)?.[1] ?? 'of no version';
  }

  /** Installs the CRDs, and starts what applies. */
  async start(): Promise<Server> {
    const { lab } = this;
    lab.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
    for (const folder of this.crds) lab.kubectl('apply', '--server-side', '-f', folder);
    lab.kubectl('wait', '--for=condition=Established', '--timeout=60s', 'crd', '--all');
    const env = { ...process.env, KUBECONFIG: lab.kubeconfig, RUNTIME_NAMESPACE: namespace, TMPDIR: lab.folder };
    const quiet = ['--metrics-addr=0', '--health-addr=0', '--requeue-dependency=1s', '--watch-all-namespaces=false'];
    lab.run('kustomize-controller', this.binary, quiet, env);
    return new Promise((resolve) => this.archives.listen(0, '127.0.0.1', () => resolve(this.archives)));
  }

  stop(): void {
    this.archives.close();
  }

  /** Writes what synth makes of an environment, as a clone of the repository has it. */
  write(environment: Environment): void {
    this.environment = environment.name;
    execFileSync('rm', ['-rf', join(this.lab.folder, 'clone')]);
    this.lab.write('clone/dist', render([environment], DELIVERY));
  }

  /** Gives Flux another cluster's kubeconfig, in the Secret of this name. */
  knows(name: string, { kubeconfig }: Lab): void {
    const { clusters, users } = JSON.parse(readFileSync(kubeconfig, 'utf8'));
    const { server, 'certificate-authority': authority } = clusters[0].cluster;
    const cluster = { server, 'certificate-authority-data': readFileSync(authority).toString('base64') };
    const value = {
      ...{ apiVersion: 'v1', kind: 'Config', 'current-context': name },
      ...{ clusters: [{ name, cluster }], users: [{ name, user: users[0].user }] },
      contexts: [{ name, context: { cluster: name, user: name } }],
    };
    const stringData = { value: JSON.stringify(value) };
    this.lab.apply({ apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, stringData });
  }

  /** As the guide says. */
  deliver(): void {
    this.lab.kubectl('apply', '-f', join(this.lab.folder, 'clone/dist/flux', this.environment));
  }

  /** Says that the clone is what the repository holds now, as source-controller would. @returns the revision */
  async push(): Promise<string> {
    const { lab } = this;
    const file = join(lab.folder, 'clone.tar.gz');
    execFileSync('tar', ['-czf', file, '-C', join(lab.folder, 'clone'), '.']);
    this.archive = readFileSync(file);
    const hash = (algorithm: string) => createHash(algorithm).update(this.archive).digest('hex');
    const revision = `main@sha1:${hash('sha1')}`;
    const { port } = this.archives.address() as AddressInfo;
    const artifact = {
      ...{ revision, digest: `sha256:${hash('sha256')}`, size: this.archive.length, path: 'clone.tar.gz' },
      ...{ url: `http://127.0.0.1:${port}/clone.tar.gz`, lastUpdateTime: new Date().toISOString() },
    };
    const path = `/apis/source.toolkit.fluxcd.io/v1/namespaces/${namespace}/gitrepositories/${DELIVERY.project}/status`;
    await lab.ask('PATCH', path, { status: { artifact } }, 'application/merge-patch+json');
    return revision;
  }

  /** Asks for what the interval would bring: that everything is as in Git. */
  reconcile(): void {
    const now = `reconcile.fluxcd.io/requestedAt=${new Date().toISOString()}`;
    this.lab.kubectl('-n', namespace, 'annotate', '--overwrite', 'kustomizations', '--all', now);
  }

  said(): readonly Said[] {
    const found = JSON.parse(this.lab.kubectl('-n', namespace, 'get', 'kustomizations', '-o', 'json'));
    const prefix = `${DELIVERY.project}-${this.environment}-`;
    const stage = (name: string) => name.slice(prefix.length);
    return (found.items as readonly Kustomization[]).map(({ metadata, spec, status = {} }) => {
      const ready = status.conditions?.find(({ type }) => type === 'Ready');
      return {
        stage: stage(metadata.name),
        ready: ready?.status === 'True',
        since: ready?.lastTransitionTime ?? '',
        message: ready?.message ?? '',
        revision: status.lastAppliedRevision ?? '',
        waitsFor: (spec.dependsOn ?? []).map(({ name }) => stage(name)),
        files: this.filesOf(spec.path),
      };
    });
  }

  private filesOf(path: string): readonly string[] {
    const folder = join(this.lab.folder, 'clone', path);
    const [{ resources }] = readManifests(readFileSync(join(folder, 'kustomization.yaml'), 'utf8')) as [
      { readonly resources: readonly string[] },
    ];
    return resources.map((file) => join(folder, file));
  }
}
