import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { render } from '../../../lib/delivery/render';
import type { Environment } from '../../../lib/installation/environment';
import { blocksOf, commandsOf } from '../../../test/documents';
import { build, minor } from '../../cluster/build';
import { contexts } from '../../cluster/contexts';
import { Api } from '../../kubelet/api';
import { leaveAll } from '../../kubelet/cgroup';
import { type Ended, run } from '../command';
import { Inside } from '../inside';
import type { Report } from '../report';
import { member, type Opened, openedFile } from './member';
import { lay, type Place, placeOf, takeUp } from './wires';

const PAGE = 'docs/guides/clusters.md';
const PATIENCE = 240_000;
/** Commands that end only when all is ready are given this long. */
export const TIMEOUT = '--timeout 400';

/** A cluster among others. */
export class Member extends Inside {
  constructor(
    readonly place: Place,
    ...inside: ConstructorParameters<typeof Inside>
  ) {
    super(...inside);
  }
}

/** Clusters that reach each other's API servers and load balancers, and somebody who types commands with a context for each. */
export class Clusters {
  private constructor(
    readonly report: Report,
    private readonly about: string,
    /** Where commands are typed; `dist` is in it. */
    private readonly folder: string,
    private readonly env: NodeJS.ProcessEnv,
    private readonly members: ReadonlyMap<string, Member>,
    readonly close: () => void,
  ) {}

  /** `about`: what verdicts begin with. @throws Error when a cluster does not start within four minutes */
  static async open(about: string, names: readonly string[], report: Report): Promise<Clusters> {
    const folder = mkdtempSync(join(tmpdir(), 'clusters-'));
    const places = names.map(placeOf);
    lay(places);
    const children = places.map((place) => {
      mkdirSync(join(folder, place.name));
      return member({ place, folder: join(folder, place.name) });
    });
    const made = [folder];
    const close = () => {
      for (const child of children) child.kill('SIGKILL');
      takeUp(places);
      leaveAll();
      for (const one of made) rmSync(one, { recursive: true, force: true, maxRetries: 5 });
    };
    try {
      const programs = build(minor(), { pods: true });
      const env = { ...process.env, PATH: `${tools(folder)}:${programs}:${process.env['PATH']}` };
      const members = new Map<string, Member>();
      const kubeconfigs: Record<string, string> = {};
      for (const place of places) {
        const { kubeconfig, folder: own } = await opened(join(folder, place.name));
        made.push(own, dirname(kubeconfig));
        kubeconfigs[place.name] = kubeconfig;
        const cluster = { api: new Api(kubeconfig), folder: own, env: { ...env, KUBECONFIG: kubeconfig } };
        members.set(place.name, new Member(place, cluster, report, `${about} ${place.name}`));
      }
      writeFileSync(join(folder, 'kubeconfig'), contexts(kubeconfigs));
      return new Clusters(report, about, folder, { ...env, KUBECONFIG: join(folder, 'kubeconfig') }, members, close);
    } catch (error) {
      close();
      throw error;
    }
  }

  in(name: string): Member {
    const found = this.members.get(name);
    if (found === undefined) throw new Error(`there is no cluster ${name}`);
    return found;
  }

  /** A file where commands are typed. */
  path(name: string): string {
    return join(this.folder, name);
  }

  /** Types a command, or several lines of them, in the folder that `dist` is in. */
  sh(lines: string): Promise<Ended> {
    return run(['bash', '-euo', 'pipefail', '-c', `cd ${this.folder}\n${lines}`], this.env);
  }

  /** Types it, and holds that it does what it should. */
  async does(what: string, lines: string): Promise<void> {
    const { code, said } = await this.sh(lines);
    this.report(`${this.about}: ${what}`, code === 0, code === 0 ? `${lines.trim().split('\n').length} lines` : said);
  }

  /** Types a block of the guide as it stands there: the one with these words. */
  async guided(what: string, words: string): Promise<void> {
    const found = blocksOf(PAGE).filter(({ language, code }) => language === 'sh' && code.includes(words));
    if (found.length !== 1) throw new Error(`${found.length} blocks of ${PAGE} say ${words}`);
    await this.does(`${what}, as ${PAGE} says`, found[0]?.code ?? '');
  }

  /** Types one command of the guide: the one that begins so. */
  async line(what: string, words: string): Promise<void> {
    const found = blocksOf(PAGE)
      .flatMap(commandsOf)
      .filter((command) => command.startsWith(words));
    if (found.length !== 1) throw new Error(`${found.length} commands of ${PAGE} begin with ${words}`);
    await this.does(`${what}, as ${PAGE} says`, found[0] ?? '');
  }

  /** Writes what environments say to `dist`. */
  write(environments: readonly Environment[]): void {
    const dist = join(this.folder, 'dist');
    rmSync(dist, { recursive: true, force: true });
    for (const [path, text] of render(environments)) {
      mkdirSync(join(dist, dirname(path)), { recursive: true });
      writeFileSync(join(dist, path), text);
    }
  }

  /** Applies each environment to the cluster of its name, and holds that this is what the cluster has, and that all is ready. */
  async arrive(what: string, environments: readonly Environment[]): Promise<void> {
    this.write(environments);
    for (const { name } of environments)
      await this.does(`${what}, ${name} is applied`, `npx cdk8s-istio apply ${this.target(name)} --prune ${TIMEOUT}`);
    for (const { name } of environments) {
      await this.does(`${what}, ${name} is what the cluster has`, `npx cdk8s-istio diff ${this.target(name)}`);
      await this.does(`${what}, ${name} is ready`, `npx cdk8s-istio status ${this.target(name)}`);
    }
  }

  private target(name: string): string {
    return `${name} --context ${name.split('/').at(-1)}`;
  }
}

/** Programs as somebody who types commands has them: this project's own, and Istio's. */
function tools(folder: string): string {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  const mesh = join(__dirname, '..', '..', '..', 'bin', 'mesh.ts');
  const line = `shift; exec ${process.execPath} -r ${require.resolve('tsx/cjs')} ${mesh} "$@" --dist dist`;
  writeFileSync(join(bin, 'npx'), `#!/bin/bash\n${line}\n`, { mode: 0o755 });
  symlinkSync(process.env['ISTIOCTL'] ?? '', join(bin, 'istioctl'));
  return bin;
}

async function opened(folder: string): Promise<Opened> {
  const file = openedFile(folder);
  for (const end = Date.now() + PATIENCE; !existsSync(file); await sleep(500))
    if (Date.now() > end) throw new Error(`no cluster runs in ${folder}`);
  return JSON.parse(readFileSync(file, 'utf8'));
}
