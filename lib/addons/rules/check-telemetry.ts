import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import type { IstioProps, MeshConfig } from '../../istio/props';
import { isBlock } from '../../kit/json';
import { check } from '../../kit/problems';
import { objectiveName } from '../prometheus/rules/slo';
import type { Wired } from '../types';
import { objectiveServiceProblems } from './objectives';
import { MESH_DEFAULTS, type ProviderFacts, type ProviderUse, providerProblems } from './telemetry-providers';

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
  if (object.kind === 'Service') return [`${object.name}.${object.metadata.namespace}.svc.${clusterDomain}`];
  if (object.kind !== 'ServiceEntry') return [];
  const { spec }: { spec?: { hosts?: readonly string[] } } = object.toJson();
  return spec?.hosts ?? [];
}

function telemetryUses(object: ApiObject): readonly ProviderUse[] {
  if (object.kind !== 'Telemetry') return [];
  const { spec = {} }: { spec?: TelemetrySpec } = object.toJson();
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

/** Each kind of provider holds its address as `service`, a host name, perhaps with a namespace before a slash. */
const providersOf = ({ extensionProviders = [] }: MeshConfig): readonly ProviderFacts[] =>
  extensionProviders.map(({ name = '', ...kinds }) => {
    const service = Object.values(kinds).flatMap((kind) =>
      isBlock(kind) && 'service' in kind && typeof kind.service === 'string' ? [kind.service] : [],
    )[0];
    return service === undefined ? { name } : { name, host: service.split('/').at(-1) ?? service };
  });
