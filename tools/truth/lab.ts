import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { build } from './build';

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
  /** Cluster of the caller's proxy whose way of TLS the connection takes, in place of `identity` alone. */
  readonly caller?: string;
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
  readonly security?: string;
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
}

export interface Result {
  readonly id: number;
  readonly error?: string;
  /** Objects that istiod's validation refuses. */
  readonly refused?: readonly { readonly object: string; readonly reason: string }[];
  /** What Envoy has against the configuration. */
  readonly rejected?: string;
  readonly answers: readonly Answer[];
}

/** istiod's generators and an Envoy, in a process beside this one. */
export class Lab {
  private readonly waiting = new Map<number, (result: Result) => void>();
  private next = 0;

  private constructor(private readonly process: ChildProcess) {
    if (process.stdout !== null)
      createInterface({ input: process.stdout }).on('line', (line) => {
        const result = JSON.parse(line) as Result;
        this.waiting.get(result.id)?.(result);
        this.waiting.delete(result.id);
      });
    process.on('exit', (status) => {
      for (const [id, answer] of this.waiting) answer({ id, error: `the lab ended with ${status}`, answers: [] });
    });
  }

  /** Installs what it needs, and starts it. */
  static start(): Lab {
    const { program, envoy } = build();

    return new Lab(spawn(program, [envoy], { stdio: ['pipe', 'pipe', 'inherit'] }));
  }

  ask(mesh: Mesh): Promise<Result> {
    const id = this.next++;
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
