import { nearest } from '../../kit/formats/nearest';
import type { Problem } from '../../kit/problems';
import { VERSIONS_OF } from '../../problems/istio/versions';
import { imageTag } from '../parts/image';
import type { IstioProps } from '../props';
import { type Minor, readersOf, variables } from '.';

/** Images and variables that do not go with the minor as which a control plane is written. */
export const versionProblems = (istio: IstioProps): readonly Problem[] => [
  ...tagProblems('image.tag', imageTag(istio), istio.version),
  ...wholeReferences(istio).flatMap(([field, reference]) => {
    const [, tag = ''] = /:([^:/@]+)(?:@|$)/.exec(reference) ?? [];
    return tagProblems(field, tag, istio.version);
  }),
  ...Object.keys(istio.istiod.env).flatMap((name) => variableProblems(name, istio.version)),
];

/** Images that are named in full, and so do not follow the version. */
const wholeReferences = ({ image, proxy }: IstioProps): readonly (readonly [field: string, reference: string])[] =>
  [
    ...Object.entries(image.references ?? {}).map(
      ([name, reference]) => [`image.references.${name}`, reference] as const,
    ),
    ['proxy.image', proxy.image] as const,
    ['proxy.initImage', proxy.initImage] as const,
  ].filter(([, reference]) => reference.includes('/'));

/** A tag that does not begin with a version (`latest`, a commit) may be of any. */
function tagProblems(field: string, tag: string, version: Minor): readonly Problem[] {
  const [, minor] = /^v?(1\.\d+)(?![\d])/.exec(tag) ?? [];
  return minor === undefined || minor === version ? [] : [VERSIONS_OF.tag(field, tag, minor, version)];
}

/** Prefixes of names that nobody but Istio gives. */
const ISTIOS_OWN = /^(PILOT|AMBIENT|CITADEL|UNSAFE)_/;

/** What is wrong with a variable of istiod. */
export function variableProblems(name: string, version: Minor): readonly Problem[] {
  const known = variables(version);
  if (known.has(name)) return [];
  const readers = readersOf(name);
  if (readers.length > 0) return [VERSIONS_OF.unreadVariable(name, version, readers)];
  return ISTIOS_OWN.test(name) ? [VERSIONS_OF.unknownVariable(name, version, nearest(name, [...known]))] : [];
}
