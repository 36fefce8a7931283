import { type Minor, NEWEST } from '../istio/versions';
import type { StringMap } from '../kit/formats/labels';
import { blockOf, listOf, textsOf } from '../kit/json';
import { readYaml, YamlFault } from '../kit/read-yaml';
import { givesAddresses, type Note } from '../model/notes';
import { ASSUMED, type KubeObject, type WrittenObject } from '../model/object';
import { podsOf } from '../model/workloads/workloads';

/** Where Istio's own configuration lies, unless a mesh configuration says otherwise. */
export const ROOT = 'istio-system';
const TRUST_DOMAIN = 'cluster.local';

const texts = (value: unknown): readonly string[] => listOf(value).filter((one) => typeof one === 'string');

/** What a mesh configuration says that rules read. */
function controlPlane(
  mesh: Readonly<Record<string, unknown>>,
  env: StringMap,
  namespace: string,
  revision: string,
  version: Minor,
  place = '',
): Note {
  const providers = listOf(mesh['extensionProviders']).map(blockOf);
  const authorizers = providers.filter((one) => 'envoyExtAuthzHttp' in one || 'envoyExtAuthzGrpc' in one);
  return {
    kind: 'ControlPlane',
    place,
    spec: {
      revision,
      version,
      namespace: typeof mesh['rootNamespace'] === 'string' ? mesh['rootNamespace'] : namespace,
      trustDomains: [
        typeof mesh['trustDomain'] === 'string' ? mesh['trustDomain'] : TRUST_DOMAIN,
        ...texts(mesh['trustDomainAliases']),
      ],
      authorizers: authorizers.map(({ name }) => String(name)),
      lightstepProviders: providers.filter((one) => 'lightstep' in one).map(({ name }) => String(name)),
      zipkinCollectors: providers
        .filter((one) => 'zipkin' in one)
        .map(({ name, zipkin }) => ({ provider: String(name), host: String(blockOf(zipkin)['service'] ?? '') })),
      tracingProviders: texts(blockOf(mesh['defaultProviders'])['tracing']),
      givesAddresses: givesAddresses(textsOf(blockOf(mesh['defaultConfig'])['proxyMetadata']), env),
      accessLogProviders: texts(blockOf(mesh['defaultProviders'])['accessLogging']),
      env,
    },
  };
}

/** A mesh configuration as `--mesh-config` gives it. @throws YamlFault */
export const meshConfigNote = (text: string, version: Minor = NEWEST): Note =>
  controlPlane(blockOf(readYaml(text)), {}, ROOT, 'default', version);

function envOf(object: KubeObject): StringMap {
  const containers = listOf(podsOf(object)?.spec['containers']).map(blockOf);
  const variables = containers.flatMap(({ env }) => listOf(env).map(blockOf));
  return Object.fromEntries(variables.map(({ name, value }) => [String(name), typeof value === 'string' ? value : '']));
}

function meshOf(maps: readonly KubeObject[], namespace: string, revision: string): Readonly<Record<string, unknown>> {
  const names = revision === '' || revision === 'default' ? ['istio'] : [`istio-${revision}`];
  const map = maps.find(({ metadata = {} }) => metadata.namespace === namespace && names.includes(metadata.name ?? ''));
  try {
    return blockOf(readYaml(textsOf(blockOf(map)['data'])['mesh'] ?? ''));
  } catch (error) {
    // Whoever reads the ConfigMap itself says what is wrong with it.
    if (error instanceof YamlFault) return {};
    throw error;
  }
}

/** A gateway: its proxy is all that its pods run, and it routes by what Gateways say. */
function isGateway(object: KubeObject): boolean {
  const pods = podsOf(object);
  if (pods === undefined) return false;
  const templates = textsOf(pods.metadata['annotations'])['inject.istio.io/templates'] ?? '';
  return (
    templates.split(',').includes('gateway') ||
    listOf(pods.spec['containers'])
      .map(blockOf)
      .some(({ name, args }) => name === 'istio-proxy' && listOf(args).includes('router'))
  );
}

/** What constructs would have noted, read off objects: control planes with their mesh configuration, and pods of gateways. */
export function notesOf(objects: readonly WrittenObject[], version: Minor = NEWEST): readonly Note[] {
  const all = objects.map(({ object }) => object);
  const maps = all.filter(({ kind }) => kind === 'ConfigMap');
  return objects.flatMap(({ place, object }): readonly Note[] => {
    const { namespace = '', labels } = object.metadata ?? {};
    const { app, 'istio.io/rev': revision = '' } = textsOf(labels);
    if (object.kind === 'Deployment' && app === 'istiod')
      return [
        controlPlane(
          meshOf(maps, namespace, revision),
          envOf(object),
          namespace,
          revision || 'default',
          version,
          place,
        ),
      ];
    if (!isGateway(object)) return [];
    return [
      { kind: 'GatewayPods', place: '', spec: { namespace, selector: textsOf(podsOf(object)?.metadata['labels']) } },
    ];
  });
}

const INGRESS = { app: 'istio-ingressgateway', istio: 'ingressgateway' };

/** The ingress gateway that an installation brings where nobody says otherwise; files that speak of it need not hold it. */
export const DEFAULT_GATEWAY: readonly WrittenObject[] = [
  {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'istio-ingressgateway', namespace: ROOT, labels: INGRESS },
    spec: {
      type: 'LoadBalancer',
      selector: INGRESS,
      ports: [
        { name: 'status-port', port: 15021, protocol: 'TCP', targetPort: 15021 },
        { name: 'http2', port: 80, protocol: 'TCP', targetPort: 8080 },
        { name: 'https', port: 443, protocol: 'TCP', targetPort: 8443 },
      ],
    },
  },
  {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'istio-ingressgateway', namespace: ROOT, labels: INGRESS },
    spec: {
      serviceAccountName: 'istio-ingressgateway-service-account',
      containers: [{ name: 'istio-proxy', image: 'auto' }],
    },
  },
].map((object) => ({ place: ASSUMED, object }));
