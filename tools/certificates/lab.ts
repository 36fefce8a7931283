import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { render } from '../../lib/delivery/render';
import type { Environment } from '../../lib/installation/environment';
import { RunningCluster } from '../kubelet/cluster';
import type { ImageOf } from '../kubelet/container';
import { mesh } from '../traffic/command';
import { images } from '../traffic/images';
import { Inside } from '../traffic/inside';
import type { Report } from '../traffic/report';
import type { steady } from '../traffic/steady';
import type { CertManager } from './build';
import { commandsBelow, types } from './guide';
import { install } from './installed';

type Client = ReturnType<typeof steady>;

/** The mesh whose certificates are looked at, and the folder of whoever makes its keys. */
export class Lab extends Inside {
  private readonly clients = new Map<string, Client>();
  private installed: { readonly stop: () => void } | undefined;

  private constructor(
    private readonly environment: Environment,
    readonly running: RunningCluster,
    report: Report,
    /** Where the guide's commands are typed. */
    readonly folder: string,
  ) {
    super(running, report, 'certificates');
  }

  /** `imageOf`: what stands in for images, given what does in any mesh. */
  static async open(
    environment: Environment,
    report: Report,
    imageOf = (others: ImageOf): ImageOf => others,
  ): Promise<Lab> {
    const folder = mkdtempSync(join(tmpdir(), 'keys-'));
    const running = await RunningCluster.open(imageOf(images(mkdtempSync(join(tmpdir(), 'images-')))));
    return new Lab(environment, running, report, folder);
  }

  /** Types what the guide says below a heading. */
  guide(heading: string): Promise<void> {
    return types(commandsBelow(heading), this.folder, this.running.env);
  }

  /** Brings cert-manager, and what is applied as files of the folder. */
  async begin(certManager: CertManager): Promise<void> {
    const { folder, running, environment } = this;
    this.installed = await install(certManager, running.folder, running.env);
    for (const [path, text] of render([environment])) {
      const file = join(folder, 'dist', path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
  }

  /** Brings the mesh, by the project's own command. */
  async apply(): Promise<void> {
    const { environment, running, report } = this;
    const { name } = environment;
    const { code, said } = await mesh(['apply', name, '--prune', '--timeout', '240'], environment, running.env);
    report('certificates: the mesh is applied', code === 0, code === 0 ? 'applied' : said);
  }

  /** A file of the folder. */
  text(file: string): string {
    return readFileSync(join(this.folder, file), 'utf8');
  }

  async addressOf(namespace: string, app: string): Promise<string> {
    return (await this.pod(namespace, app)).status?.podIP ?? '';
  }

  async loadBalancer(): Promise<string> {
    const ip = 'jsonpath={.status.loadBalancer.ingress[0].ip}';
    return this.kubectl('-n', 'istio-system', 'get', 'service', 'istio-ingressgateway', '-o', ip);
  }

  /** From now on this client asks all the time. */
  asking(name: string, client: Client): void {
    this.clients.set(name, client);
  }

  /** Holds that whoever has asked since the last time was answered. */
  async answered(when: string): Promise<void> {
    for (const [name, client] of this.clients) {
      const { asked, failures } = await client.score();
      const measured = [`${failures.length} of ${asked} requests failed`, ...failures.slice(0, 5)].join('\n  ');
      this.report(`certificates: ${when}, ${name} is answered`, asked > 0 && failures.length === 0, measured);
    }
  }

  async close(): Promise<void> {
    for (const client of this.clients.values()) client.end();
    this.installed?.stop();
    await this.running.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
