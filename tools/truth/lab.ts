import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { build, type Programs } from './build';

/** One request, or connection, to the proxy of a pod. */
export interface Ask {
  /** `<namespace>/<name>` of the Deployment whose pod it is. */
  readonly proxy: string;
  readonly gateway?: boolean;
  /** To the pod's own port, as others connect to it. */
  readonly inbound?: boolean;
  /** A Service, `<namespace>/<name>`, or an address. */
  readonly to?: string;
  readonly port: number;
  readonly protocol: 'http' | 'https' | 'tls' | 'tcp';
  readonly sni?: string;
  readonly host?: string;
  readonly method?: string;
  readonly path?: string;
  readonly headers?: readonly (readonly [string, string])[];
  /** Address that connects. */
  readonly source?: string;
  /** Begin mutual TLS as this: `<trust domain>/ns/<namespace>/sa/<name>`. */
  readonly identity?: string;
  /** Pod whose proxy begins the connection, of its cluster `cluster`: it decides how that is secured. */
  readonly caller?: string;
  readonly callerGateway?: boolean;
  readonly cluster?: string;
}

export interface Share {
  readonly cluster: string;
  readonly weight: number;
  /** Envoy has the cluster, and it has an endpoint. */
  readonly alive: boolean;
}

interface FaultShare {
  readonly percent: number;
  readonly status?: number;
  readonly grpc?: number;
  readonly fixed?: string;
}

/** What came of it. */
export interface Answer {
  /** Nothing was answered: refused, reset, or TLS failed. */
  readonly error?: string;
  readonly status?: number;
  readonly location?: string;
  /** What Envoy itself says in place of a service. */
  readonly flags?: string;
  /** How the caller's proxy secures the connection. */
  readonly security?: 'mutual' | 'simple' | 'none';
  /** Marked by a policy for the access log. */
  readonly audited?: boolean;
  /** What Envoy's configuration says of requests like this one. */
  readonly taken?: {
    readonly shares?: readonly Share[];
    readonly mirrors?: readonly Share[];
    readonly timeout?: string;
    readonly retries?: number;
    readonly delay?: FaultShare;
    readonly abort?: FaultShare;
  };
  /** What the service heard. */
  readonly heard?: {
    readonly cluster: string;
    readonly path: string;
    readonly host: string;
    readonly method: string;
    readonly headers: Readonly<Record<string, readonly string[]>>;
  };
}

export interface Mesh {
  readonly objects: readonly unknown[];
  readonly meshConfig?: object;
  readonly asks: readonly Ask[];
  /** Pods whose sidecars' configuration is measured, `<namespace>/<name>` of their Deployments; nothing is asked then. @default - none */
  readonly measure?: readonly string[];
}

export interface Result {
  readonly id: number;
  readonly error?: string;
  /** Objects that istiod's validation refuses. */
  readonly refused?: readonly { readonly object: string; readonly reason: string }[];
  /** What Envoy has against the configuration. */
  readonly rejected?: string;
  readonly answers: readonly Answer[];
  /** Bytes of each configuration, and seconds that istiod took for it. */
  readonly sizes?: readonly { readonly bytes: number; readonly seconds: number }[];
}

/** Meshes that one process is asked about: the discovery servers of tests leave some memory behind. */
const MESHES = 200;

/** istiod's generators and an Envoy, in a process beside this one; another one after some time. */
export class Lab {
  private readonly waiting = new Map<number, (result: Result) => void>();
  private process: ChildProcess;
  private next = 0;

  private constructor(private readonly programs: Programs) {
    this.process = this.start();
  }

  /** Installs what it needs, and starts it. */
  static start(): Lab {
    return new Lab(build());
  }

  private start(): ChildProcess {
    const { program, envoy } = this.programs;
    const started = spawn(program, [envoy], { stdio: ['pipe', 'pipe', 'inherit'] });
    createInterface({ input: started.stdout }).on('line', (line) => {
      const result = JSON.parse(line) as Result;
      this.waiting.get(result.id)?.(result);
      this.waiting.delete(result.id);
    });
    started.on('exit', (status) => {
      const error = `the lab ended with ${status}`;
      for (const [id, answer] of this.waiting) if (started === this.process) answer({ id, error, answers: [] });
    });
    return started;
  }

  ask(mesh: Mesh): Promise<Result> {
    const id = this.next++;
    if (id > 0 && id % MESHES === 0) {
      // It answers what it was asked, and ends.
      this.process.stdin?.end();
      this.process = this.start();
    }
    return new Promise((answer) => {
      this.waiting.set(id, answer);
      this.process.stdin?.write(`${JSON.stringify({ id, ...mesh })}\n`);
    });
  }

  end(): void {
    this.process.stdin?.end();
    this.process.kill();
  }
}
