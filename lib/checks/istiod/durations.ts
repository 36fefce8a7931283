import { durationMilliseconds } from '../../kit/formats/formats';
import type { Mesh, SpecsByKind } from '../../model/mesh';
import { RULED } from '../../problems/istio/istiod-policies';
import type { Finding, Rule } from '../rule';
import { type Part, partsOf } from './destination-rule/rule';

type Named = readonly (readonly [field: string, text: string | undefined])[];
type Pool = Part['connectionPool'];

const fields = (block: object | undefined, names: readonly string[]): Named =>
  names.map((name) => [name, (block as Readonly<Record<string, string | undefined>> | undefined)?.[name]]);

const inPool = (pool: Pool): Named => [
  ...fields(pool?.http, ['idleTimeout']),
  ...fields(pool?.http?.http2KeepAlive, ['interval', 'timeout']),
  ...fields(pool?.tcp, ['connectTimeout', 'maxConnectionDuration', 'idleTimeout']),
  ...fields(pool?.tcp?.tcpKeepalive, ['time', 'interval']),
];
const inPart = ({ connectionPool, outlierDetection, loadBalancer }: Part): Named => [
  ...inPool(connectionPool),
  ...fields(outlierDetection, ['baseEjectionTime', 'interval']),
  ...fields(loadBalancer?.warmup, ['duration']),
];

const inRoute = ({ http = [] }: SpecsByKind['VirtualService']): Named =>
  http.flatMap(({ timeout, retries, fault }) => [
    ['timeout', timeout] as const,
    ...fields(retries, ['perTryTimeout', 'backoff']),
    ...fields(fault?.delay, ['fixedDelay']),
  ]);
const inSidecar = ({ ingress = [], inboundConnectionPool }: SpecsByKind['Sidecar']): Named => [
  ...inPool(inboundConnectionPool),
  ...ingress.flatMap(({ connectionPool }) => inPool(connectionPool)),
];
const inTokens = ({ jwtRules = [] }: SpecsByKind['RequestAuthentication']): Named =>
  jwtRules.map(({ timeout }) => ['timeout', timeout]);

/** istiod counts in milliseconds, and refuses parts of one. Source: istio pkg/config/validation/agent, ValidateDuration. */
const isWhole = (text: string): boolean => Number.isInteger(durationMilliseconds(text) ?? 0);

const odd = (place: string, all: Named): readonly Finding[] =>
  all.flatMap(([field, text]) =>
    text === undefined || isWhole(text) ? [] : [{ place, problem: RULED.duration(field, text) }],
  );

export const durations: Rule = {
  name: 'durations',
  codes: ['MESH469'],
  severity: 'error',
  about: 'a duration has whole milliseconds',
  reads: ['VirtualService', 'DestinationRule', 'Sidecar', 'RequestAuthentication'],
  find: (mesh: Mesh) => [
    ...mesh.VirtualService.flatMap(({ place, spec }) => odd(place, inRoute(spec))),
    ...mesh.DestinationRule.flatMap(({ place, spec }) => partsOf(spec).flatMap(([, part]) => odd(place, inPart(part)))),
    ...mesh.Sidecar.flatMap(({ place, spec }) => odd(place, inSidecar(spec))),
    ...mesh.RequestAuthentication.flatMap(({ place, spec }) => odd(place, inTokens(spec))),
  ],
};
