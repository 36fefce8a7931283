import * as fc from 'fast-check';
import { Listeners } from '../../lib/mesh/edge/listeners';
import type { Source } from '../../lib/mesh/route/match';
import { PROTOCOLS } from '../../lib/mesh/services/ports';
import type { Mesh } from '../../lib/model/mesh';
import { allowedIn, type PodVerdict, type Question } from '../../lib/simulator/policies/allowed';
import type { Answer, Ask } from './lab';
import { CALLEES, FRONT, PLAIN, PROVIDER } from './policies';
import { HEADERS, METHODS, REQUEST_PATHS, VALUES } from './pools';
import { code, type Made, type Ref, target } from './program';
import { EDGE } from './services';
import { AUDIENCES, type Claims, ISSUERS, SUBJECTS, token } from './tokens';

/** A question as plain data. */
export interface Questioned {
  /** A version whose pods ask, the gateway, or somebody outside. */
  readonly from?: Ref;
  readonly to: Ref;
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly claims?: Claims;
  readonly ip: string;
}

const REFS: readonly Ref[] = CALLEES.flatMap(({ name, versions }) =>
  versions.map((version) => ({ of: name, version })),
);
const optional = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });

const claims: fc.Arbitrary<Claims> = fc
  .record({
    iss: fc.constantFrom(...ISSUERS, 'nobody'),
    sub: fc.constantFrom(...SUBJECTS),
    aud: optional(fc.constantFrom<string | readonly string[]>(...AUDIENCES, [...AUDIENCES])),
    groups: optional(fc.constantFrom<string | readonly string[]>('admin', ['dev', 'admin'], ['other'])),
    'realm.role': optional(fc.constantFrom('boss', 'clerk')),
  })
  .map((all) => Object.fromEntries(Object.entries(all).filter(([, one]) => one !== undefined)) as Claims);

const question: fc.Arbitrary<Questioned> = fc
  .record({
    from: fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom<Ref | undefined>(...REFS) },
      { weight: 1, arbitrary: fc.constantFrom<Ref | undefined>(undefined, { of: FRONT }) },
    ),
    service: fc.constantFrom(...CALLEES),
    port: fc.nat(2),
    method: fc.constantFrom(...METHODS),
    path: fc.constantFrom(...REQUEST_PATHS),
    headers: fc.dictionary(fc.constantFrom(...HEADERS), fc.constantFrom(...VALUES), { maxKeys: 2 }),
    claims: optional(claims),
    ip: fc.constantFrom('127.1.2.3', '127.2.0.1', '127.3.0.9'),
  })
  .map(({ from, service, port, claims: all, ...rest }) => ({
    ...rest,
    ...(from && { from }),
    ...(all && { claims: all }),
    to: { of: service.name },
    port: service.ports[port % service.ports.length]?.port ?? 80,
  }));

export const questions = (count: number): fc.Arbitrary<readonly Questioned[]> =>
  fc.array(question, { minLength: 1, maxLength: count, size: 'max' });

/** The question to the product. */
export function asQuestion({ from, to, ...rest }: Questioned, { named }: Made): Question {
  const sender = from && target(from, named);
  return {
    ...rest,
    to: target(to, named) as Question['to'],
    ...(sender instanceof Listeners ? { gateway: sender } : sender ? { from: sender as Source } : {}),
  };
}

/** The same question to the lab: one for the pods of each version. */
export function asAsks({ from, to, port, method, path, headers, claims: all, ip }: Questioned): readonly Ask[] {
  const service = CALLEES.find(({ name }) => name === to.of);
  const asked = service?.ports.find((one) => one.port === port);
  if (service === undefined || asked === undefined) return [];
  const host = `${service.name}.${service.namespace}.svc.cluster.local`;
  const home = CALLEES.find(({ name }) => name === from?.of)?.namespace;
  const isGateway = from?.of === FRONT;
  const isBare = from === undefined || from.of === PLAIN.name;
  const caller = isGateway ? `${EDGE.namespace}/${EDGE.name}` : `${home}/${from?.of}-${from?.version}`;
  const bearer = all === undefined ? [] : [['authorization', `Bearer ${token(all)}`] as const];
  return service.versions.map((version) => ({
    proxy: `${service.namespace}/${service.name}-${version}`,
    inbound: true,
    port: asked.targetPort ?? port,
    protocol: PROTOCOLS[asked.protocol].layer === 'http' ? 'http' : 'tcp',
    host,
    method,
    path,
    headers: [...Object.entries(headers), ...bearer],
    source: ip,
    ...(!isBare && { caller, callerGateway: isGateway, cluster: `outbound|${port}||${host}` }),
  }));
}

/** What the product says of one version's pods that is not what happened. */
function wrong(said: PodVerdict, { error, status, security, audited = false, heard }: Answer): readonly string[] {
  const found: string[] = [];
  const same = (what: string, a: unknown, b: unknown) => {
    if (a !== b) found.push(`${what}: said ${a}, is ${b}`);
  };
  same('allowed', said.allowed, error === undefined && (status === undefined || status === 200));
  same('status', said.status, status === 200 ? undefined : status);
  if (security !== undefined && error === undefined) same('mutual TLS', said.security.mutual, security === 'mutual');
  if (status === 200 && said.security.mode !== 'none') {
    same('audited', said.audited.length > 0, audited);
    const asked = Object.keys(heard?.headers ?? {}).some((name) => name.toLowerCase() === 'x-echo');
    same('authorizer', said.authorizers.includes(PROVIDER), asked);
  }
  if (found.length > 0 && error !== undefined) found.push(error);
  return found;
}

/** What the product says of a question's pods, and what of it is not what happened. */
export function verdictCompared(mesh: Mesh, asked: Question, answers: readonly Answer[]) {
  const { pods } = allowedIn(mesh, asked);
  const different = pods.flatMap((said, i) => {
    const answer = answers[i];
    const found = answer === undefined ? ['no answer'] : wrong(said, answer);
    return found.length === 0 ? [] : [`pods ${said.pods}`, ...found, `by ${said.by}`];
  });
  return { by: pods[0]?.by ?? 'nobody', different };
}

/** The question as TypeScript. */
export const printedQuestion = ({ from, ...rest }: Questioned): string =>
  `allowed(chart, ${code({ ...rest, ...(from && { [from.of === FRONT ? 'gateway' : 'from']: from }) })})`;
