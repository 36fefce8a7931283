import type { CrdSet } from '../../istio/base/crds';
import { header } from './header';

/** The folder beside the environments: CRDs belong to a cluster, so that it has them once, whatever runs in it. */
export const CRDS = 'crds';

/** The files of CRD sets by their path below the output folder, each once. */
export const crdFiles = (sets: readonly CrdSet[]): ReadonlyMap<string, string> =>
  new Map(
    sets.flatMap(({ name, text, guard }) => [
      [`${CRDS}/${name}.k8s.yaml`, header(`the CRDs of ${name}`) + text] as const,
      ...(guard === undefined
        ? []
        : [[`${CRDS}/guard/${name}.k8s.yaml`, header(`the guard of ${name}`) + guard] as const]),
    ]),
  );

const LINE = /^# needs crds\/(\S+)\.k8s\.yaml$/gm;

/** The text of an environment's first file, whose head says which CRDs the cluster must have before. */
export function withNeeds(text: string, sets: readonly CrdSet[]): string {
  const end = text.indexOf('\n') + 1;
  return text.slice(0, end) + sets.map(({ name }) => `# needs ${CRDS}/${name}.k8s.yaml\n`).join('') + text.slice(end);
}

/** The names of the sets that a file says it needs. */
export const neededBy = (text: string): readonly string[] => [...text.matchAll(LINE)].map(([, name = '']) => name);
