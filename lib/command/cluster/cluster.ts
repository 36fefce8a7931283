import { request as plain } from 'node:http';
import { type Agent, type RequestOptions, request as secure } from 'node:https';
import { KubeConfig } from '@kubernetes/client-node';
import type { Kind, Live, Manifest } from '../../delivery/dist/manifest';
import { refuse } from '../../kit/problems';
import { COMMAND } from '../../problems/commands/command';
import { Discovery } from './discovery';
import { ApiError, Unreachable } from './faults';
import { AT_ONCE } from './pool';

/** Who we are in an object's `managedFields`. */
export const MANAGER = 'cdk8s-istio';

export interface Target {
  /** @default KUBECONFIG, then ~/.kube/config */
  readonly kubeconfig?: string;
  /** @default the current context */
  readonly context?: string;
  /** Namespace of the ConfigMaps that say which environment owns what. */
  readonly inventory: string;
}

const TIMEOUT = 30_000;
const JSON_TYPE = 'application/json';
const METADATA = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';
/** What the client library makes up when it finds no kubeconfig at all. */
const STAND_IN = 'loaded-context';

/**
 * A cluster, as the user's kubeconfig names it. Objects travel as they are written: the typed clients of `@kubernetes/client-node` drop
 * fields that they do not know, so only its kubeconfig (contexts, certificates, tokens, login programs, proxies) is used here.
 */
export class Cluster {
  private agent: Agent | undefined;
  private readonly discovery = new Discovery((path, accept) => this.call('GET', path, undefined, { accept }));

  private constructor(
    readonly config: KubeConfig,
    readonly context: string,
    readonly server: string,
    readonly inventory: string,
  ) {}

  /** @throws Refused when the kubeconfig names no cluster, or lacks the context */
  static connect(target: Target): Cluster {
    const config = load(target);
    const name = target.context ?? config.getCurrentContext();
    const known = config.getContexts().map((context) => context.name);
    if (known.length === 0 || !name) refuse('kubeconfig', COMMAND.noKubeconfig());
    if (!known.includes(name)) refuse('kubeconfig', COMMAND.context(name, known));
    config.setCurrentContext(name);
    const server = config.getCurrentCluster()?.server;
    if (server === undefined || name === STAND_IN) refuse('kubeconfig', COMMAND.noKubeconfig());
    if (!URL.canParse(server)) refuse(name, COMMAND.login(`"${server}" is no URL`));
    return new Cluster(config, name, server, target.inventory);
  }

  /** The object as the server has it; undefined if it, its namespace or its kind is not there. */
  async get(object: Manifest): Promise<Live | undefined> {
    return absent(async () => this.call<Live>('GET', await this.path(object, object.metadata.name)));
  }

  /** All objects of a kind in one namespace or in all; empty when the cluster does not know the kind. */
  async list(
    kind: Kind,
    query: { readonly labels?: string; readonly namespace?: string; readonly metadataOnly?: boolean } = {},
  ): Promise<readonly Live[]> {
    const search = query.labels === undefined ? '' : `?labelSelector=${encodeURIComponent(query.labels)}`;
    const accept = query.metadataOnly ? METADATA : JSON_TYPE;
    const metadata = query.namespace === undefined ? {} : { namespace: query.namespace };
    const path = async () => `${await this.path({ ...kind, metadata })}${search}`;
    const found = await absent(async () =>
      this.call<{ readonly items: readonly Omit<Live, 'kind'>[] }>('GET', await path(), undefined, { accept }),
    );
    return (found?.items ?? []).map((item) => ({ ...item, ...kind }) as Live);
  }

  /** Server-side apply with strict field validation. */
  async apply(object: Manifest, options: { readonly force: boolean; readonly dryRun: boolean }): Promise<Live> {
    const query = new URLSearchParams({
      fieldManager: MANAGER,
      fieldValidation: 'Strict',
      force: String(options.force),
    });
    if (options.dryRun) query.set('dryRun', 'All');
    const path = await this.path(object, object.metadata.name);
    return this.call('PATCH', `${path}?${query}`, object, { type: 'application/apply-patch+yaml' });
  }

  async patch(object: Manifest, operations: readonly unknown[]): Promise<Live> {
    return this.call('PATCH', await this.path(object, object.metadata.name), operations, {
      type: 'application/json-patch+json',
    });
  }

  /** Deletes with all that the object owns. False if it was gone already. */
  async remove(object: Manifest): Promise<boolean> {
    const body = { apiVersion: 'v1', kind: 'DeleteOptions', propagationPolicy: 'Background' };
    const answer = await absent(async () => this.call('DELETE', await this.path(object, object.metadata.name), body));
    return answer !== undefined;
  }

  /** The Kubernetes release of the server, such as `1.35.4`. */
  async version(): Promise<string> {
    const { gitVersion } = await this.call<{ readonly gitVersion: string }>('GET', '/version');
    return gitVersion.replace(/^v/, '');
  }

  /** The version of a group that the server prefers, such as `apps/v1`; undefined when it does not serve the group. */
  async preferredVersion(group: string): Promise<string | undefined> {
    return this.discovery.preferredVersion(group);
  }

  /** @throws ApiError 404 when the server does not know the kind (yet) */
  private async path(
    object: Kind & { readonly metadata: { readonly namespace?: string } },
    name?: string,
  ): Promise<string> {
    const { apiVersion, kind, metadata } = object;
    const base = apiVersion.includes('/') ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const resource = await this.discovery.find(object);
    if (resource === undefined)
      throw new ApiError(404, 'NotFound', `the server has no kind ${kind} in ${apiVersion}`, []);
    const scope = resource.namespaced && metadata.namespace !== undefined ? `/namespaces/${metadata.namespace}` : '';
    return `${base}${scope}/${resource.name}${name === undefined ? '' : `/${name}`}`;
  }

  private async call<T>(
    method: string,
    path: string,
    body?: unknown,
    { type = JSON_TYPE, accept = JSON_TYPE }: { readonly type?: string; readonly accept?: string } = {},
  ): Promise<T> {
    const url = new URL(this.server.replace(/\/$/, '') + path);
    const options: RequestOptions = { method, timeout: TIMEOUT, headers: { Accept: accept } };
    await this.config.applyToHTTPSOptions(options).catch((error: unknown) => {
      // A login program or a certificate that is not there.
      refuse(this.context, COMMAND.login((error as Error).message));
    });
    // One agent for all requests, so that a few connections stay open.
    this.agent ??= Object.assign(options.agent as Agent, { keepAlive: true, maxSockets: AT_ONCE });
    options.agent = this.agent;
    const bytes = body === undefined ? undefined : Buffer.from(JSON.stringify(body));
    // Node sends the body of a DELETE without its length unless told.
    if (bytes !== undefined)
      options.headers = { ...options.headers, 'Content-Type': type, 'Content-Length': bytes.length };
    const { status, text } = await send(url, options, bytes);
    const answer = parsed(text);
    if (status >= 400) throw ApiError.of(status, answer, text);
    return answer as T;
  }
}

function load({ kubeconfig }: Target): KubeConfig {
  const config = new KubeConfig();
  try {
    if (kubeconfig === undefined) config.loadFromDefault();
    else config.loadFromFile(kubeconfig);
  } catch (error) {
    const [reason = ''] = (error as Error).message.split('\n');
    refuse('kubeconfig', COMMAND.unreadableKubeconfig(reason));
  }
  return config;
}

function send(
  url: URL,
  options: RequestOptions,
  body: Buffer | undefined,
): Promise<{ readonly status: number; readonly text: string }> {
  return new Promise((resolve, reject) => {
    const lost = (error: Error) => reject(new Unreachable(url.origin, error));
    const call = (url.protocol === 'http:' ? plain : secure)(url, options, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(chunks).toString() }));
      answer.on('error', lost);
    });
    call.on('error', lost);
    call.on('timeout', () => call.destroy(new Error(`no answer within ${TIMEOUT / 1000} s`)));
    call.end(body);
  });
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // a proxy on the way answers in words of its own
  }
}

async function absent<T>(action: () => Promise<T>): Promise<T | undefined> {
  try {
    return await action();
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}
