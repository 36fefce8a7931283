import type { Installed } from '../installed';

/** What Kiali says of one object. */
interface Validation {
  readonly name: string;
  readonly namespace: string;
  readonly checks: readonly { readonly code: string; readonly message: string; readonly path: string }[] | null;
}

/** What a person sees first: each makes Kiali read other kinds of objects by its own account. */
const PAGES = [
  ...['namespaces', 'istio/config', 'istio/permissions', 'istio/status', 'istio/validations', 'mesh/controlplanes'],
  ...['mesh/graph', 'mesh/tls', 'clusters/services', 'clusters/workloads', 'clusters/apps', 'clusters/tls', 'grafana'],
  ...['tracing', 'status', 'config', 'namespaces/graph?namespaces=istio-system', 'clusters/health?type=app'],
] as const;

/** Kiali's API, as its pages ask it. */
export class Asked {
  private cookie = '';

  constructor(private readonly base: string) {}

  static of(installed: Installed): Asked {
    return new Asked(`${installed.url('kiali', 20001)}/kiali/api`);
  }

  /** Signs in as somebody with a token. @returns the status of the answer */
  async signIn(token: string): Promise<number> {
    const answer = await fetch(`${this.base}/authenticate`, { method: 'POST', body: new URLSearchParams({ token }) });
    this.cookie = answer.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ');
    return answer.status;
  }

  get(path: string): Promise<Response> {
    return fetch(`${this.base}/${path}`, { headers: { cookie: this.cookie } });
  }

  async json<T>(path: string): Promise<T> {
    return (await (await this.get(path)).json()) as T;
  }

  /** Pages that are not answered, each with what is said instead. */
  async refused(): Promise<readonly string[]> {
    const answers = await Promise.all(PAGES.map(async (path) => ({ path, answer: await this.get(path) })));
    const bad = answers.filter(({ answer }) => !answer.ok);
    return Promise.all(bad.map(async ({ path, answer }) => `${path} ${answer.status} ${await answer.text()}`));
  }

  /** Objects and workloads that it has judged, and each fault that it sees. */
  async judged(): Promise<{ readonly count: number; readonly faults: readonly string[] }> {
    const { validations } = await this.json<{
      readonly validations: Readonly<Record<string, Readonly<Record<string, Validation>>>>;
    }>('istio/config?validate=true');
    const all = Object.entries(validations).flatMap(([kind, of]) => Object.values(of).map((one) => ({ kind, ...one })));
    const faults = all.flatMap(({ kind, name, namespace, checks }) =>
      (checks ?? []).map(({ code, message, path }) => `${code} ${kind} ${namespace}/${name} ${path}: ${message}`),
    );
    return { count: all.length, faults };
  }
}
