import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { IstioProps, MeshConfig } from '../../istio/props';
import { blockOf, listOf } from '../../kit/json';
import { check } from '../../kit/problems';
import { serviceHost } from '../../model/hosts/names';
import { asJudged } from '../../model/tree';
import { objectiveName } from '../prometheus/rules/slo';
import type { Wired } from '../types';
import { objectiveServiceProblems } from './objectives';
import {
  hostsOfProvider,
  MESH_DEFAULTS,
  type ProviderFacts,
  type ProviderUse,
  providerProblems,
} from './telemetry-providers';

/** The part of a Telemetry resource that names providers. */
type Named = readonly { readonly providers?: readonly { readonly name: string }[] }[];
interface TelemetrySpec {
  readonly tracing?: Named;
  readonly metrics?: Named;
  readonly accessLogging?: Named;
}

/**
 * Has every provider that a Telemetry or a default of the mesh uses exist, with its Service (MESH984, MESH503), and every
 * objective be about a Service that exists (MESH513).
 */
export function checkTelemetry(
  scope: Construct,
  { mesh, identity }: IstioProps,
  { metrics }: Wired,
  servicesOfOthers: readonly string[] = [],
): void {
  const { clusterDomain } = identity;
  check(scope, () => {
    const objects = scope.node.findAll().filter((child): child is ApiObject => child instanceof ApiObject);
    const hosts = new Set([...servicesOfOthers, ...objects.flatMap((object) => hostsOf(object, clusterDomain))]);
    const uses = [...defaults(mesh), ...objects.flatMap(telemetryUses)];
    const objectives = (metrics?.objectives ?? []).map((one) => ({ ...one, name: objectiveName(one) }));
    return [
      ...providerProblems(uses, providersOf(mesh), hosts, clusterDomain),
      ...objectiveServiceProblems(objectives, hosts, clusterDomain),
    ];
  });
}

function hostsOf(object: ApiObject, clusterDomain: string): readonly string[] {
  if (object.kind === 'Service')
    return [serviceHost({ name: object.name, namespace: object.metadata.namespace ?? '' }, clusterDomain)];
  if (object.kind !== 'ServiceEntry') return [];
  return listOf(blockOf(asJudged(object).spec)['hosts']).map(String);
}

function telemetryUses(object: ApiObject): readonly ProviderUse[] {
  if (object.kind !== 'Telemetry') return [];
  const spec: TelemetrySpec = blockOf(asJudged(object).spec);
  return [spec.tracing, spec.metrics, spec.accessLogging].flatMap((rules = []) =>
    rules.flatMap(({ providers = [] }) =>
      providers.map(({ name }) => ({ by: `Telemetry ${object.metadata.namespace}/${object.name}`, provider: name })),
    ),
  );
}

const defaults = ({ defaultProviders = {} }: MeshConfig): readonly ProviderUse[] =>
  [defaultProviders.tracing, defaultProviders.metrics, defaultProviders.accessLogging].flatMap((names) =>
    (names ?? []).map((provider) => ({ by: MESH_DEFAULTS, provider })),
  );

const providersOf = ({ extensionProviders = [] }: MeshConfig): readonly ProviderFacts[] =>
  extensionProviders.map(({ name = '', ...kinds }) => {
    const [host] = hostsOfProvider(kinds);
    return host === undefined ? { name } : { name, host };
  });
