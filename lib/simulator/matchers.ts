import type {} from 'expect';
import { addressOf, type Target } from '../mesh/services/handles';
import { hostKey } from '../model/hosts/names';
import type { Verdict } from './policies/allowed';
import type { Outcome, Reached } from './request';

interface Matched {
  readonly pass: boolean;
  readonly message: () => string;
}

const verdict = (pass: boolean, expected: string, outcome: Outcome): Matched => ({
  pass,
  message: () => `expected the request ${pass ? 'not ' : ''}to ${expected}; ${describe(outcome)}`,
});

const places = (all: readonly Reached[]): string =>
  all
    .map(({ host, subset, share }) => `${Math.round(share)}% ${host}${subset === undefined ? '' : ` ${subset}`}`)
    .join(', ');

/** An outcome in one line. */
export function describe({ by, targets, status, delay, abort }: Outcome): string {
  const parts = [
    targets.length > 0 ? `it reaches ${places(targets)}` : `it is answered with ${status ?? 'nothing'}`,
    ...(delay ? [`${delay.percent}% delayed by ${delay.fixed}`] : []),
    ...(abort ? [`${abort.percent}% aborted with ${abort.status}`] : []),
  ];
  return `${parts.join(', ')} (${by})`;
}

/** The share of requests that reach a target; a version also by the Service that it has for the Gateway API. */
export function shareOf(all: readonly Reached[], target: Target): number {
  const { service, version, port } = addressOf(target);
  const host = hostKey(service.host, '');
  const own = version && hostKey(`${service.name}-${version.name}`, service.namespace ?? '');
  const hit = (one: Reached) =>
    (port === undefined || one.port === undefined || one.port === port.port) &&
    (version === undefined
      ? one.host === host
      : (one.host === host && one.subset === version.name) || one.host === own);
  return all.filter(hit).reduce((sum, { share }) => sum + share, 0);
}

/** An answer in one line for each set of pods. */
export const describeVerdict = ({ pods }: Verdict): string =>
  pods
    .map(({ pods: name, allowed, by, security: { mutual, mode, by: policy }, stoppedBy, authorizers }) =>
      [
        `${name} ${allowed ? 'takes' : 'refuses'} it (${by})`,
        mutual ? `mutual TLS holds (${mode} by ${policy})` : `mutual TLS does not hold (${mode} by ${policy})`,
        stoppedBy.length > 0 ? `NetworkPolicies stop it: ${stoppedBy.join(', ')}` : 'no NetworkPolicy stops it',
        ...authorizers.map((provider) => `the authorizer ${provider} decides besides`),
      ].join('; '),
    )
    .join('\n');

const near = (actual: number, wanted: number): boolean => Math.abs(actual - wanted) < 0.01;

/** Matchers for jest (`expect.extend(routeMatchers)`) of what `route(...)` returns. */
export const routeMatchers = {
  /** Such requests reach the target: all of them, or the given share in percent. */
  toReach(outcome: Outcome, target: Target, percent = 100): Matched {
    const { service, version } = addressOf(target);
    const what = `${service.name}${version === undefined ? '' : ` ${version.name}`}`;
    return verdict(near(shareOf(outcome.targets, target), percent), `reach ${what} at ${percent}%`, outcome);
  },
  /** A copy goes to the target, of all or the given share. */
  toBeMirroredTo(outcome: Outcome, target: Target, percent = 100): Matched {
    return verdict(
      near(shareOf(outcome.mirrors, target), percent),
      `be mirrored to ${addressOf(target).service.name}`,
      outcome,
    );
  },
  toBeDelayed(outcome: Outcome, fixed: string, percent = 100): Matched {
    return verdict(
      outcome.delay?.fixed === fixed && outcome.delay.percent === percent,
      `be delayed by ${fixed} at ${percent}%`,
      outcome,
    );
  },
  /** The mesh itself fails the request. */
  toBeAborted(outcome: Outcome, status: number | string, percent = 100): Matched {
    return verdict(
      outcome.abort?.status === status && outcome.abort.percent === percent,
      `be aborted with ${status} at ${percent}%`,
      outcome,
    );
  },
  /** No service is asked: a redirect, a fixed response, or 404 where nothing matches. */
  toBeAnswered(outcome: Outcome, status: number): Matched {
    return verdict(outcome.targets.length === 0 && outcome.status === status, `be answered with ${status}`, outcome);
  },
  /** Every pod of the service takes it. */
  toBeAllowed(answer: Verdict): Matched {
    return {
      pass: answer.allowed,
      message: () => `expected it ${answer.allowed ? 'not ' : ''}to be allowed; ${describeVerdict(answer)}`,
    };
  },
  /** No pod of the service takes it. */
  toBeDenied(answer: Verdict): Matched {
    const pass = answer.pods.every(({ allowed }) => !allowed);
    return { pass, message: () => `expected it ${pass ? 'not ' : ''}to be denied; ${describeVerdict(answer)}` };
  },
};

/** The matchers' types, `R` what an assertion returns. */
export interface RouteMatchers<R> {
  toReach(target: Target, percent?: number): R;
  toBeMirroredTo(target: Target, percent?: number): R;
  toBeDelayed(fixed: string, percent?: number): R;
  toBeAborted(status: number | string, percent?: number): R;
  toBeAnswered(status: number): R;
  toBeAllowed(): R;
  toBeDenied(): R;
}

// @jest/globals
declare module 'expect' {
  interface Matchers<R extends void | Promise<void>, T = unknown> extends RouteMatchers<R> {}
}

// @types/jest, and vitest, which takes what is added to jest's
declare global {
  namespace jest {
    // biome-ignore lint/complexity/noBannedTypes: as jest's own types spell it
    interface Matchers<R, T = {}> extends RouteMatchers<R> {}
  }
}
