import { defined } from '../../kit/defined';
import { durationMilliseconds } from '../../kit/formats/formats';
import { effectiveRules } from '../../model/routes/delegation';
import { ruleName } from '../../model/routes/routes';
import { TRAFFIC } from '../../problems/mesh/traffic';
import type { At, Rule } from '../rule';

const milliseconds = (duration: string): number => durationMilliseconds(duration) ?? 0;

interface Tried {
  readonly place: string;
  readonly at: At;
  readonly name: string;
  readonly timeout?: string;
  readonly perTry?: string;
  /** Tries after the first. */
  readonly attempts?: number;
}

/** What istiod takes where an HTTPRoute says that it tries again, and not how often. */
const ATTEMPTS = 2;

export const retriesFit: Rule = {
  name: 'retries-fit',
  codes: ['MESH328'],
  severity: 'error',
  about: "all tries of a rule, or of a delegate's, fit into its timeout; those beyond it would never be made",
  reads: ['VirtualService', 'HTTPRoute'],
  find: (mesh) => {
    const istio = mesh.VirtualService.flatMap((route) =>
      effectiveRules(mesh, route).map(({ rule, by: { place }, name }): Tried => {
        const { timeout, retries } = rule;
        const { attempts, perTryTimeout: perTry } = retries ?? {};
        return { place, at: [rule], name, ...defined({ timeout, attempts, perTry }) };
      }),
    );
    const api = mesh.HTTPRoute.flatMap(({ place, spec: { rules = [] } }) =>
      rules.flatMap((rule, i): readonly Tried[] => {
        const { name, timeouts, retry } = rule;
        if (retry === undefined) return [];
        const { request: timeout, backendRequest: perTry } = timeouts ?? {};
        const attempts = retry.attempts ?? ATTEMPTS;
        return [{ place, at: [rule], name: ruleName('rules', i, name), attempts, ...defined({ timeout, perTry }) }];
      }),
    );
    return [...istio, ...api].flatMap(({ place, at, name, timeout, perTry, attempts = 0 }) => {
      if (timeout === undefined || perTry === undefined || milliseconds(timeout) === 0) return [];
      const tries = attempts + 1;
      if (tries * milliseconds(perTry) <= milliseconds(timeout)) return [];
      return [{ place, at, problem: TRAFFIC.retriesBeyondTimeout(name, timeout, tries, perTry) }];
    });
  },
};
