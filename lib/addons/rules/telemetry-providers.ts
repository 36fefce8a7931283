import { isBlock } from '../../kit/json';
import type { Problem } from '../../kit/problems';
import { serviceSuffix } from '../../model/hosts/names';
import { scoped } from '../../model/hosts/scoped';
import { ADDON } from '../../problems/installation/addons';

/** A provider of the mesh config; `host` where it is a Service of the cluster. */
export interface ProviderFacts {
  readonly name: string;
  readonly host?: string;
}

/** A use of a provider: by a Telemetry resource, or by the mesh config's defaults. */
export interface ProviderUse {
  readonly by: string;
  readonly provider: string;
}

/** Providers that istiod has of its own. Source: pkg/config/mesh, DefaultMeshConfig. */
export const BUILT_IN_PROVIDERS = ['prometheus', 'stackdriver', 'envoy'] as const;

export const MESH_DEFAULTS = 'mesh.defaultProviders';

/** Each kind of provider holds its address as `service`, a host name, perhaps with a namespace before a slash. */
export const hostsOfProvider = (provider: object): readonly string[] =>
  Object.values(provider).flatMap((kind) =>
    isBlock(kind) && typeof kind['service'] === 'string' ? [scoped(kind['service']).host] : [],
  );

/** Every provider in use is defined, and the Service that it names exists; `hosts` are those of Services and ServiceEntries. */
export function providerProblems(
  uses: readonly ProviderUse[],
  providers: readonly ProviderFacts[],
  hosts: ReadonlySet<string>,
  clusterDomain: string,
): readonly Problem[] {
  return uses.flatMap(({ by, provider }) => {
    const found = providers.find(({ name }) => name === provider);
    if (found === undefined)
      // What the mesh config itself names is said with it (MESH158).
      return by === MESH_DEFAULTS || BUILT_IN_PROVIDERS.some((name) => name === provider)
        ? []
        : [ADDON.undefinedProvider(by, provider)];
    const { host } = found;
    if (host === undefined || !host.endsWith(serviceSuffix(clusterDomain)) || hosts.has(host)) return [];
    return [ADDON.providerService(provider, host)];
  });
}
