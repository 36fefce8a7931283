import { effectiveRules } from '../../model/routes/delegation';
import { TRAFFIC } from '../../problems/mesh/traffic';
import type { Rule } from '../rule';

const SCALE: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/** Milliseconds of `1h30m`, `10s` or `250ms`. */
export const milliseconds = (duration: string): number =>
  [...duration.matchAll(/([\d.]+)(ms|s|m|h)/g)].reduce(
    (sum, [, n, unit = '']) => sum + Number(n) * (SCALE[unit] ?? 0),
    0,
  );

export const retriesFit: Rule = {
  name: 'retries-fit',
  codes: ['MESH328'],
  severity: 'error',
  about: "all tries of a rule, or of a delegate's, fit into its timeout; those beyond it would never be made",
  reads: ['VirtualService'],
  find: (mesh) =>
    mesh.VirtualService.flatMap((route) =>
      effectiveRules(mesh, route).flatMap(({ rule: { timeout, retries }, by: { place }, name }) => {
        const { attempts = 0, perTryTimeout } = retries ?? {};
        if (timeout === undefined || perTryTimeout === undefined || milliseconds(timeout) === 0) return [];
        const tries = attempts + 1;
        if (tries * milliseconds(perTryTimeout) <= milliseconds(timeout)) return [];
        return [{ place, problem: TRAFFIC.retriesBeyondTimeout(name, timeout, tries, perTryTimeout) }];
      }),
    ),
};
