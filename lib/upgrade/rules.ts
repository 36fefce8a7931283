import type { StringMap } from '../kit/formats/labels';
import type { Problem } from '../kit/problems';
import { UPGRADE } from '../problems/installation/upgrade';

interface Plane {
  readonly revision: string;
  /** Tag of its images. */
  readonly version: string;
}

export interface UpgradeFacts {
  readonly from: Plane;
  readonly to: Plane;
  /** Revisions by tag, before the upgrade. */
  readonly tags: StringMap;
  /** Tags in the order in which they move. */
  readonly rings: readonly string[];
}

/** How many minors an istiod may be ahead of the proxies that it serves. */
const MOST_MINORS = 2;

const minor = (version: string): number | undefined => {
  const found = /^1\.(\d+)\./.exec(version);
  return found === null ? undefined : Number(found[1]);
};

/** An upgrade moves everything that follows the old revision, once, to a revision that can serve it meanwhile. */
export function upgradeProblems({ from, to, tags, rings }: UpgradeFacts): readonly Problem[] {
  const followers = Object.entries(tags).flatMap(([tag, target]) => (target === from.revision ? [tag] : []));
  const left = followers.filter((tag) => !rings.includes(tag));
  const [before, after] = [minor(from.version), minor(to.version)];
  const skew = before === undefined || after === undefined ? 0 : after - before;
  return [
    ...(to.revision === from.revision ? [UPGRADE.sameRevision(to.revision)] : []),
    ...rings.filter((ring) => !followers.includes(ring)).map((ring) => UPGRADE.noRing(ring, from.revision, followers)),
    ...rings.filter((ring, i) => rings.indexOf(ring) !== i).map((ring) => UPGRADE.ringTwice(ring)),
    ...(left.length > 0 ? [UPGRADE.leftBehind(left, from.revision)] : []),
    ...(skew > MOST_MINORS || skew < 0 ? [UPGRADE.skew(from.version, to.version, MOST_MINORS)] : []),
  ];
}
