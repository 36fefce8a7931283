import { ApiObject, Chart, JsonPatch } from 'cdk8s';
import { Construct } from 'constructs';
import { MeshApp } from '../../lib/checks/judge/mesh-app';
import { problemsOf, Refused } from '../../lib/kit/problems';
import { Egress, type EgressProps } from '../../lib/mesh/edge/egress';
import { ExternalService, type ExternalServiceProps } from '../../lib/mesh/edge/external-service';
import { Listeners, type ListenersProps } from '../../lib/mesh/edge/listeners';
import { Route, type RouteProps } from '../../lib/mesh/route/route';
import {
  Allow,
  Audit,
  type AuthorizationProps,
  Deny,
  ExternalAuthorization,
  type ExternalAuthorizationProps,
} from '../../lib/mesh/security/authorization';
import { DeclaredCallsOnly, type DeclaredCallsProps } from '../../lib/mesh/security/declared-calls';
import { PeerAuthentication, type PeerAuthenticationProps } from '../../lib/mesh/security/peer-authentication';
import {
  RequestAuthentication,
  type RequestAuthenticationProps,
} from '../../lib/mesh/security/tokens/request-authentication';
import { ZeroTrust, type ZeroTrustProps } from '../../lib/mesh/security/zero-trust';
import { Microservice, type MicroserviceProps } from '../../lib/mesh/services/microservice';
import { MeshNamespace, type MeshNamespaceProps } from '../../lib/mesh/services/namespace';
import { DestinationPolicy, type DestinationPolicyProps } from '../../lib/mesh/traffic/destination-policy';
import { SidecarScope, type SidecarScopeProps } from '../../lib/mesh/traffic/sidecar-scope';
import type { SpecsByKind } from '../../lib/model/kinds';
import { type ControlPlane, note } from '../../lib/model/notes';
import type { KubeObject } from '../../lib/model/object';
import { written } from '../../lib/model/tree';

/** What was made before, by its name; or one of its versions or ports. */
export interface Ref {
  readonly of: string;
  readonly version?: string;
  readonly port?: number;
}

/** One line of a program that makes a mesh: `const cart = new Microservice(shop, 'cart', {...})`. */
export interface Line {
  readonly name: string;
  readonly make: keyof typeof MAKERS;
  /** The namespace; the chart itself where there is none. */
  readonly in?: string;
  readonly id: string;
  /** May hold a `Ref` anywhere. */
  readonly props: object;
}

/** Plain values, and pods that others deploy, which are no construct. */
const isRef = (value: object): value is Ref => 'of' in value;

const MAKERS = {
  MeshNamespace: (scope: Construct, id: string, props: unknown) =>
    new MeshNamespace(scope, id, props as MeshNamespaceProps),
  Microservice: (scope: Construct, id: string, props: unknown) =>
    new Microservice(scope, id, props as MicroserviceProps),
  ExternalService: (scope: Construct, id: string, props: unknown) =>
    new ExternalService(scope, id, props as ExternalServiceProps),
  Listeners: (scope: Construct, id: string, props: unknown) => new Listeners(scope, id, props as ListenersProps),
  Route: (scope: Construct, id: string, props: unknown) => new Route(scope, id, props as RouteProps),
  DestinationPolicy: (scope: Construct, id: string, props: unknown) =>
    new DestinationPolicy(scope, id, props as DestinationPolicyProps),
  SidecarScope: (scope: Construct, id: string, props: unknown) =>
    new SidecarScope(scope, id, props as SidecarScopeProps),
  Egress: (scope: Construct, id: string, props: unknown) => new Egress(scope, id, props as EgressProps),
  Allow: (scope: Construct, id: string, props: unknown) => new Allow(scope, id, props as AuthorizationProps),
  Deny: (scope: Construct, id: string, props: unknown) => new Deny(scope, id, props as AuthorizationProps),
  Audit: (scope: Construct, id: string, props: unknown) => new Audit(scope, id, props as AuthorizationProps),
  ExternalAuthorization: (scope: Construct, id: string, props: unknown) =>
    new ExternalAuthorization(scope, id, props as ExternalAuthorizationProps),
  PeerAuthentication: (scope: Construct, id: string, props: unknown) =>
    new PeerAuthentication(scope, id, props as PeerAuthenticationProps),
  RequestAuthentication: (scope: Construct, id: string, props: unknown) =>
    new RequestAuthentication(scope, id, props as RequestAuthenticationProps),
  DeclaredCallsOnly: (scope: Construct, id: string, props: unknown) =>
    new DeclaredCallsOnly(scope, id, props as DeclaredCallsProps),
  ZeroTrust: (scope: MeshNamespace, id: string, props: unknown) => new ZeroTrust(scope, id, props as ZeroTrustProps),
  /** What the installation would say of itself. */
  ControlPlane: (scope: Construct, id: string, props: unknown) => {
    const made = new Construct(scope, id);
    note(made, 'ControlPlane', () => [props as ControlPlane]);
    return made;
  },
  ApiObject: (scope: Construct, id: string, props: unknown) =>
    new ApiObject(scope, id, props as ConstructorParameters<typeof ApiObject>[2]),
  /** What the construct's first object says otherwise. */
  Patch: (scope: Construct, id: string, props: unknown) => {
    const { object: whole, path, value } = props as PatchProps;
    const [object] = (whole?.node.findAll() ?? []).filter((one): one is ApiObject => one instanceof ApiObject);
    object?.addJsonPatch(JsonPatch.add(path, value));
    return new Construct(scope, id);
  },
} as const;

interface PatchProps {
  /** None where it was refused. */
  readonly object: Construct | undefined;
  readonly path: string;
  readonly value: unknown;
}

/** A mesh that was made of lines. */
export interface Made {
  readonly app: MeshApp;
  readonly chart: Chart;
  readonly named: ReadonlyMap<string, Construct>;
  /** What the product has against it. */
  readonly problems: () => readonly string[];
}

function resolved(value: unknown, named: ReadonlyMap<string, Construct>): unknown {
  if (Array.isArray(value)) return value.map((one) => resolved(one, named));
  if (typeof value !== 'object' || value === null) return value;
  if (isRef(value)) return target(value, named);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, resolved(one, named)]));
}

/** What a reference means in a mesh that was made. */
export function target({ of, version, port }: Ref, named: ReadonlyMap<string, Construct>): unknown {
  const made = named.get(of);
  if (!(made instanceof Microservice || made instanceof ExternalService)) return made;
  const one = version === undefined ? made : made.version(version);
  return port === undefined ? one : one.port(port);
}

/** Makes the mesh. A line that is refused is left out, and the refusal is one of the problems. */
export function run(lines: readonly Line[]): Made {
  const app = new MeshApp();
  const chart = new Chart(app, 'mesh');
  const named = new Map<string, Construct>();
  const refused: string[] = [];
  for (const line of lines) {
    const scope = line.in === undefined ? chart : named.get(line.in);
    if (scope === undefined) continue;
    try {
      named.set(line.name, MAKERS[line.make](scope as MeshNamespace, line.id, resolved(line.props, named)));
    } catch (problem) {
      if (!(problem instanceof Refused)) throw problem;
      refused.push(...problem.messages);
    }
  }
  return { app, chart, named, problems: () => [...refused, ...problemsOf(app)] };
}

/** The lines of which the product refuses none; `always` are left whatever it says. */
export function accepted(lines: readonly Line[], always: readonly Line[]): readonly Line[] {
  const problems = run(lines).problems();
  const left = lines.filter((line) => {
    const place = `[mesh/${line.in === undefined ? '' : `${line.in}/`}${line.id}`;
    return always.includes(line) || !problems.some((problem) => /^[\]/]/.test(problem.split(place)[1] ?? ''));
  });
  return left.length === lines.length ? lines : accepted(left, always);
}

const WHOLE = { path: { type: 'PathPrefix', value: '/' } };

/** What the API server fills in, and istiod relies on: paths and codes of HTTPRoutes, ports of pods. */
function stored(object: KubeObject): KubeObject {
  if (object.kind === 'Service') {
    const spec = object.spec as SpecsByKind['Service'];
    return { ...object, spec: { ...spec, ports: spec.ports?.map((port) => ({ targetPort: port.port, ...port })) } };
  }
  // Kubernetes hands out what is stored in whatever version istiod asks for.
  if (object.kind === 'ReferenceGrant') return { ...object, apiVersion: 'gateway.networking.k8s.io/v1beta1' };
  if (/^(TCP|TLS)Route$/.test(object.kind)) return { ...object, apiVersion: 'gateway.networking.k8s.io/v1' };
  if (object.kind !== 'HTTPRoute') return object;
  const spec = object.spec as SpecsByKind['HTTPRoute'];
  const rules = (spec.rules ?? []).map((rule) => ({
    ...rule,
    matches: (rule.matches ?? [{}]).map((match) => ({ ...WHOLE, ...match })),
    filters: rule.filters?.map(({ requestRedirect: to, ...one }) => ({
      ...one,
      ...(to && { requestRedirect: { statusCode: 302, ...to } }),
    })),
  }));
  return { ...object, spec: { ...spec, rules } };
}

/** What Istio deploys for a Gateway of the Gateway API that names no pods. */
function deployed({ kind, apiVersion, metadata = { name: '' }, spec }: KubeObject): readonly KubeObject[] {
  if (kind !== 'Gateway' || !apiVersion.startsWith('gateway.')) return [];
  const { addresses, listeners = [] } = spec as SpecsByKind['ApiGateway'];
  if (addresses !== undefined) return [];
  const selector = { 'gateway.networking.k8s.io/gateway-name': metadata.name };
  const own = { name: `${metadata.name}-istio`, namespace: metadata.namespace };
  const ports = [...new Set(listeners.map(({ port }) => port))].map((port) => ({
    name: `p${port}`,
    port,
    targetPort: port,
  }));
  const labels = { ...selector, 'sidecar.istio.io/inject': 'false' };
  const pods = { metadata: { labels }, spec: { containers: [], serviceAccountName: own.name } };
  return [
    { apiVersion: 'v1', kind: 'Service', metadata: { ...own, labels: selector }, spec: { selector, ports } },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: own,
      spec: { selector: { matchLabels: selector }, template: pods },
    },
  ] as readonly KubeObject[];
}

/** The objects that a mesh writes, as they would be applied, and pods that Istio makes of them. */
export const objectsOf = ({ chart }: Made): readonly KubeObject[] =>
  written(chart).objects.flatMap(({ object }) => [stored(object), ...deployed(object)]);

const key = (name: string) => (/^[A-Za-z_]\w*$/.test(name) ? name : `'${name}'`);

/** A value as TypeScript. */
export function code(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(code).join(', ')}]`;
  if (typeof value === 'string') return `'${value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
  if (typeof value !== 'object' || value === null) return String(value);
  if (isRef(value)) {
    const { of, version, port } = value;
    return `${of}${version === undefined ? '' : `.version('${version}')`}${port === undefined ? '' : `.port(${port})`}`;
  }
  const fields = Object.entries(value).filter(([, one]) => one !== undefined);
  return `{ ${fields.map(([name, one]) => `${key(name)}: ${code(one)}`).join(', ')} }`;
}

/** The program as TypeScript. */
export const printed = (lines: readonly Line[]): string =>
  lines
    .map(({ name, make, in: scope = 'chart', id, props }) => {
      if (make !== 'Patch') return `const ${name} = new ${make}(${scope}, '${id}', ${code(props)});`;
      const { object, path, value } = props as PatchProps;
      return `ApiObject.of(${code(object)}.node.children[0]).addJsonPatch(JsonPatch.add('${path}', ${code(value)}));`;
    })
    .join('\n');
