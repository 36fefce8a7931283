import type { Construct } from 'constructs';
import { remembered } from '../../kit/once-per-object';
import { check } from '../../kit/problems';
import { printYaml } from '../../kit/yaml';
import { meshConfigProblems, meshNetworksProblems, proxyConfigProblems } from '../../schema/mesh-config';
import type { MeshConfig, MeshNetworks, ProxyConfig } from '../props';

/**
 * The mesh configuration as istiod reads it from the ConfigMap `istio`: YAML in the user's spelling, keys sorted.
 * Every wrong field is reported at synth with its path (MESH150-MESH159); istiod would silently drop the field or all of it.
 */
export function meshConfig(where: Construct, config: MeshConfig, version?: string): string {
  // `identity` says what is wrong with its trust domain (MESH111).
  const { trustDomain: _, ...given } = config;
  check(where, () => meshConfigProblems(given, version));
  return printYaml(sorted(config));
}

/** The proxy configuration of one workload, as its annotation `proxy.istio.io/config` holds it; checked like `meshConfig`. */
export function proxyConfig(where: Construct, config: ProxyConfig): string {
  check(where, () => proxyConfigProblems(config));
  return printYaml(sorted(config));
}

// All clusters of a fleet have the same ones.
const networksProblems = remembered((networks: MeshNetworks) => meshNetworksProblems({ networks }));
const networksText = remembered((networks: MeshNetworks) => printYaml(sorted({ networks })));

/** The networks of the mesh and their gateways by name, as istiod reads them; checked like `meshConfig`. */
export function meshNetworks(where: Construct, networks: MeshNetworks): string {
  check(where, () => networksProblems(networks));
  return networksText(networks);
}

/** The same value with the keys of every block in order, so that the way it was put together does not show. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, under]) => [key, sorted(under)]),
  );
}
