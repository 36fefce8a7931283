import type { Mesh } from '../../model/mesh';
import { CHECKS } from '../../problems/objects/checks';
import type { Finding } from '../rule';

/** Annotation of an object whose finding is left on purpose; its value is the reason: `cdk8s-istio/waived-IST0108: 'until March'`. */
export const WAIVED = 'cdk8s-istio/waived-';
const CODE = /^(IST|MESH)\d+$/;
/** A reason is at least a few words. */
const SHORTEST_REASON = 10;

interface Waiver {
  readonly place: string;
  readonly annotation: string;
  readonly code: string;
  readonly reason: string;
}

const waiversOf = ({ objects }: Mesh): readonly Waiver[] =>
  objects.flatMap(({ place, annotations }) =>
    Object.entries(annotations)
      .map(([annotation, reason]) => ({ place, annotation, code: annotation.slice(WAIVED.length), reason }))
      .filter(({ annotation, code }) => annotation.startsWith(WAIVED) && CODE.test(code)),
  );

/** A finding is about the object itself, or about the construct that wrote it. */
const isAbout = (place: string, waiver: Waiver): boolean =>
  waiver.place === place || waiver.place.startsWith(`${place}/`);

/** What is left of findings where objects say that they are on purpose, and what is wrong with waivers themselves. */
export function unwaived<F extends Finding>(
  mesh: Mesh,
  findings: readonly F[],
): { readonly left: readonly F[]; readonly wrong: readonly Finding[] } {
  const waivers = waiversOf(mesh);
  if (waivers.length === 0) return { left: findings, wrong: [] };
  const holds =
    ({ problem: { code }, place, other = place }: Finding) =>
    (waiver: Waiver) =>
      waiver.code === code && (isAbout(place, waiver) || isAbout(other, waiver));
  return {
    left: findings.filter((one) => !waivers.some(holds(one))),
    wrong: waivers.flatMap((waiver): readonly Finding[] => {
      const { place, annotation, reason } = waiver;
      if (!findings.some((one) => holds(one)(waiver)))
        return [{ place, severity: 'warning', problem: CHECKS.needless(annotation) }];
      return reason.trim().length < SHORTEST_REASON
        ? [{ place, severity: 'error', problem: CHECKS.reason(annotation) }]
        : [];
    }),
  };
}
