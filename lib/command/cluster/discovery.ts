import type { Kind } from '../../delivery/dist/manifest';

/** A kind as the server serves it. */
export interface Resource {
  /** In the path: `deployments`. */
  readonly name: string;
  readonly namespaced: boolean;
}

interface Group {
  readonly metadata: { readonly name?: string };
  readonly versions: readonly {
    readonly version: string;
    readonly resources?: readonly {
      readonly resource: string;
      readonly responseKind?: { readonly kind: string };
      readonly scope: 'Cluster' | 'Namespaced';
    }[];
  }[];
}

/** All kinds of all groups in one answer. Every Kubernetes that is supported gives it. */
const AGGREGATED = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

type Get = (path: string, accept: string) => Promise<{ readonly items: readonly Group[] }>;

/** What a server serves. It is asked once, and again when a kind is looked for that was not there. */
export class Discovery {
  private asked: Promise<ReadonlyMap<string, Resource>> | undefined;
  private preferred: ReadonlyMap<string, string> = new Map();

  constructor(private readonly get: Get) {}

  /** Undefined when the server does not know the kind (yet). */
  async find({ apiVersion, kind }: Kind): Promise<Resource | undefined> {
    const known = this.asked;
    const found = (await this.all()).get(`${apiVersion} ${kind}`);
    if (found !== undefined || known === undefined) return found;
    // Many may look for what is not there yet: they ask together.
    if (this.asked === known) this.asked = undefined;
    return (await this.all()).get(`${apiVersion} ${kind}`);
  }

  /** The version of a group that the server prefers, such as `apps/v1`; undefined when it does not serve the group. */
  async preferredVersion(group: string): Promise<string | undefined> {
    await this.all();
    return this.preferred.get(group);
  }

  private all(): Promise<ReadonlyMap<string, Resource>> {
    if (this.asked === undefined) {
      const asked = this.ask();
      // A failure is not remembered.
      asked.catch(() => {
        if (this.asked === asked) this.asked = undefined;
      });
      this.asked = asked;
    }
    return this.asked;
  }

  private async ask(): Promise<ReadonlyMap<string, Resource>> {
    const [core, groups] = await Promise.all(['/api', '/apis'].map((path) => this.get(path, AGGREGATED)));
    const items = [...(core?.items ?? []), ...(groups?.items ?? [])];
    const name = ({ metadata }: Group, version: string) =>
      metadata.name === undefined || metadata.name === '' ? version : `${metadata.name}/${version}`;
    this.preferred = new Map(
      items.flatMap((group) => {
        const [first] = group.versions;
        return first === undefined ? [] : [[group.metadata.name ?? '', name(group, first.version)] as const];
      }),
    );
    return new Map(
      items.flatMap((group) =>
        group.versions.flatMap(({ version, resources = [] }) =>
          resources.map(
            ({ resource, responseKind, scope }) =>
              [
                `${name(group, version)} ${responseKind?.kind}`,
                { name: resource, namespaced: scope === 'Namespaced' },
              ] as const,
          ),
        ),
      ),
    );
  }
}
