import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

/** An answer of the API server. */
export interface Answer<T = Record<string, unknown>> {
  readonly status: number;
  readonly body: T;
}

const TRIES = 5;

interface Meta {
  readonly uid: string;
  readonly resourceVersion?: string;
}

/** An API server, asked as its administrator. */
export class Api {
  private readonly server: string;
  private readonly token: string;
  private readonly ca: Buffer;
  private readonly agent = new Agent({ keepAlive: true });

  constructor(readonly kubeconfig: string) {
    const { clusters, users } = JSON.parse(readFileSync(kubeconfig, 'utf8'));
    this.server = clusters[0].cluster.server;
    this.ca = readFileSync(clusters[0].cluster['certificate-authority']);
    this.token = users[0].user.token;
  }

  ask<T = Record<string, unknown>>(
    method: string,
    path: string,
    body?: object,
    type = 'application/json',
    tries = TRIES,
  ): Promise<Answer<T>> {
    const text = body === undefined ? '' : JSON.stringify(body);
    // Node sends no length with what it takes for a request without a body, such as DELETE.
    const headers = { ...this.headers, 'Content-Type': type, 'Content-Length': Buffer.byteLength(text) };
    return new Promise((resolve, reject) => {
      const options = { method, headers, ca: this.ca, agent: this.agent };
      const sent = request(new URL(path, this.server), options, (answer) => {
        let said = '';
        answer.setEncoding('utf8');
        answer.on('data', (chunk) => {
          said += chunk;
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: said === '' ? {} : JSON.parse(said) }));
      });
      // A connection that the server has ended meanwhile says nothing of the request.
      sent.on('error', (error) => (tries > 1 ? resolve(this.ask(method, path, body, type, tries - 1)) : reject(error)));
      sent.end(text);
    });
  }

  /** The object at a path; undefined where there is none. */
  async get<T>(path: string): Promise<T | undefined> {
    const { status, body } = await this.ask<T>('GET', path);
    return status === 200 ? body : undefined;
  }

  /** Tells of every object at a path, and of each change, until it is stopped. */
  watch<T extends { readonly metadata: Meta }>(path: string, told: (object: T, isGone: boolean) => void): () => void {
    let going = true;
    let end = () => {};
    const follow = async (known: Map<string, T>) => {
      const list = await this.get<{ readonly metadata: Meta; readonly items: readonly T[] }>(path);
      if (list === undefined) throw new Error(`the server has no ${path}`);
      const there = new Set(list.items.map(({ metadata }) => metadata.uid));
      for (const [uid, object] of known) if (!there.has(uid) && known.delete(uid)) told(object, true);
      const tell = (object: T, isGone: boolean) => {
        if (isGone) known.delete(object.metadata.uid);
        else known.set(object.metadata.uid, object);
        told(object, isGone);
      };
      for (const object of list.items) tell(object, false);
      const query = `watch=true&allowWatchBookmarks=false&resourceVersion=${list.metadata.resourceVersion ?? ''}`;
      await this.changes<T>(`${path}?${query}`, tell, (stop) => {
        end = stop;
      });
    };
    const work = async () => {
      for (const known = new Map<string, T>(); going; ) {
        await follow(known).catch(() => sleep(500));
      }
    };
    void work();
    return () => {
      going = false;
      end();
    };
  }

  private get headers() {
    return { Authorization: `Bearer ${this.token}` };
  }

  /** One watch, from its beginning until the server or `stop` ends it. */
  private changes<T>(
    path: string,
    told: (object: T, isGone: boolean) => void,
    begun: (stop: () => void) => void,
  ): Promise<void> {
    return new Promise((resolve) => {
      const options = { headers: this.headers, ca: this.ca };
      const sent = request(new URL(path, this.server), options, (answer) => {
        const lines = createInterface({ input: answer });
        lines.on('line', (line) => {
          const { type, object } = JSON.parse(line);
          if (type === 'ERROR') sent.destroy();
          else told(object, type === 'DELETED');
        });
        lines.on('error', () => resolve()).on('close', () => resolve());
      });
      sent.on('error', () => resolve()).end();
      begun(() => sent.destroy());
    });
  }
}
