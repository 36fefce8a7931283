import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import argocdCrds from '../../imports/crds/argocd.json';
import { COMPARISON } from '../../lib/delivery/argocd/sync';
import { DELIVERY } from '../../lib/delivery/program/props';
import { render } from '../../lib/delivery/render';
import type { Environment } from '../../lib/installation/environment';
import type { Lab } from '../lab/lab';

const NAMESPACE = 'argocd';
const nameOf = (environment: string): string => `${DELIVERY.project}-${environment}`;
const PORTS = { redis: 6379, repo: 8181, repoMetrics: 8184, controllerMetrics: 8182 };

/** The configuration of somebody who had Argo CD before. */
export const THEIRS = {
  url: 'https://argocd.example.com',
  'oidc.config': 'name: SSO\nissuer: https://sso.example.com\nclientID: argocd\n',
  'accounts.alice': 'apiKey, login',
  'resource.exclusions': '- apiGroups: ["example.com"]\n  kinds: ["*"]\n  clusters: ["*"]\n',
} as const;

/** What Argo CD says of an Application. */
export interface Said {
  readonly sync: string;
  readonly revision: string;
  readonly health: string;
  readonly phase: string;
  readonly message: string;
  /** Objects that are not as in Git, and conditions. */
  readonly wrong: readonly string[];
}

interface Application {
  readonly status?: {
    readonly sync?: { readonly status?: string; readonly revision?: string };
    readonly health?: { readonly status?: string };
    readonly operationState?: { readonly phase?: string; readonly message?: string };
    readonly conditions?: readonly { readonly type: string; readonly message: string }[];
    readonly resources?: readonly { readonly kind: string; readonly name: string; readonly status?: string }[];
  };
}

/** A real Argo CD of one version beside the lab's API server, and the Git repository that it follows. */
export class ArgoCd {
  private readonly repository: string;
  private readonly props;

  constructor(
    private readonly lab: Lab,
    private readonly binary: string,
  ) {
    this.repository = join(lab.folder, 'repository');
    this.props = { ...DELIVERY, repository: `file://${this.repository}` };
  }

  /** Installs its CRDs and the configuration of its user, and starts what syncs. */
  async start(): Promise<void> {
    const { lab } = this;
    lab.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: NAMESPACE } });
    lab.apply(...argocdCrds);
    lab.kubectl('wait', '--for=condition=Established', '--timeout=60s', 'crd', '--all');
    const labels = { 'app.kubernetes.io/part-of': 'argocd' };
    const of = (name: string) => ({ name, namespace: NAMESPACE, labels });
    lab.apply(
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: of('argocd-cm'), data: THEIRS },
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: of('argocd-rbac-cm') },
      { apiVersion: 'v1', kind: 'Secret', metadata: of('argocd-secret'), stringData: { 'server.secretkey': 'lab' } },
    );
    const [tls, ssh] = ['tls', 'ssh'].map((name) => join(lab.folder, name));
    for (const folder of [tls, ssh]) if (folder !== undefined) mkdirSync(folder, { recursive: true });
    const wrapper = join(lab.programs, 'git-verify-wrapper.sh');
    writeFileSync(wrapper, '#!/bin/sh\nexit 0\n', { mode: 0o755 });
    const env = {
      ...process.env,
      PATH: `${lab.programs}:${process.env['PATH']}`,
      HOME: lab.folder,
      TMPDIR: lab.folder,
      KUBECONFIG: lab.kubeconfig,
      // The address of the cluster that it runs in leads to this API server.
      ARGOCD_FAKE_IN_CLUSTER: 'true',
      ARGOCD_GPG_ENABLED: 'false',
      ARGOCD_TLS_DATA_PATH: tls,
      ARGOCD_SSH_DATA_PATH: ssh,
    };
    const redis = ['--redis', `127.0.0.1:${PORTS.redis}`];
    lab.run('redis', 'redis-server', ['--port', String(PORTS.redis), '--save', ''], env);
    const repo = ['--port', String(PORTS.repo), '--metrics-port', String(PORTS.repoMetrics), '--address', '127.0.0.1'];
    lab.run('repo', lab.named(this.binary, 'argocd-repo-server'), [...redis, ...repo], env);
    await sleep(3000);
    lab.run(
      'controller',
      lab.named(this.binary, 'argocd-application-controller'),
      [
        ...redis,
        ...['--namespace', NAMESPACE, '--repo-server', `127.0.0.1:${PORTS.repo}`, '--kubeconfig', lab.kubeconfig],
        ...['--metrics-port', String(PORTS.controllerMetrics), '--app-resync', '20'],
      ],
      env,
    );
  }

  /** Commits what synth makes of an environment. @returns the commit */
  commit(environment: Environment, message: string): string {
    const git = (...args: readonly string[]) =>
      execFileSync('git', ['-C', this.repository, '-c', 'user.name=lab', '-c', 'user.email=lab@example.com', ...args], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      });
    if (!existsSync(this.repository)) {
      mkdirSync(this.repository);
      git('init', '-q', '-b', 'main');
      execFileSync('git', ['config', '--file', join(this.lab.folder, '.gitconfig'), '--add', 'safe.directory', '*']);
    } else git('rm', '-rq', 'dist');
    this.lab.write(join(basename(this.repository), 'dist'), render([environment], this.props));
    git('add', '-A');
    git('commit', '-qm', message);
    return git('rev-parse', 'HEAD').trim();
  }

  /** As the guide says. */
  deliver(): void {
    this.lab.kubectl('apply', '-f', join(this.repository, 'dist', 'argocd', 'applications'));
  }

  /** Takes away what the Applications say of comparisons, and has Argo CD compare at once. */
  forgetComparison(environment: string): void {
    const application = ['-n', NAMESPACE, 'annotate', 'applications.argoproj.io', nameOf(environment)];
    this.lab.kubectl(...application, ...Object.keys(COMPARISON).map((key) => `${key}-`));
    this.lab.kubectl(...application, 'argocd.argoproj.io/refresh=hard');
  }

  /** `3.6.1` */
  version(): string {
    const told = execFileSync(this.lab.named(this.binary, 'argocd'), ['version', '--client', '--short'], {
      encoding: 'utf8',
    });
    return /v(\d[\d.]*)/.exec(told)?.[1] ?? told;
  }

  /** As the guide says, for those who want them. */
  addHealthChecks(): void {
    const patch = join(this.repository, 'dist', 'argocd', 'health', 'argocd-cm.patch');
    this.lab.kubectl('-n', NAMESPACE, 'patch', 'configmap', 'argocd-cm', '--patch-file', patch);
  }

  configuration(): Readonly<Record<string, string>> {
    return JSON.parse(this.lab.kubectl('-n', NAMESPACE, 'get', 'configmap', 'argocd-cm', '-o', 'json')).data;
  }

  said(environment: string): Said {
    const application = ['-n', NAMESPACE, 'get', 'applications.argoproj.io', nameOf(environment)];
    const found = this.lab.kubectl(...application, '-o', 'json');
    const {
      sync,
      health,
      operationState,
      conditions = [],
      resources = [],
    } = (JSON.parse(found) as Application).status ?? {};
    return {
      sync: sync?.status ?? '',
      revision: sync?.revision ?? '',
      health: health?.status ?? '',
      phase: operationState?.phase ?? '',
      message: operationState?.message ?? '',
      wrong: [
        ...conditions.map(({ type, message }) => `${type}: ${message.slice(0, 600)}`),
        ...resources
          .filter(({ status }) => status !== undefined && status !== 'Synced')
          .map(({ kind, name: of, status }) => `${kind} ${of} ${status}`),
      ],
    };
  }
}
