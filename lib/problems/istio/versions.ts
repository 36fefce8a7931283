import { catalogue } from '../../kit/problems';

/** Which minor of Istio knows what. MESH920-MESH939. */
export const VERSIONS_OF = catalogue({
  tag: [
    'MESH920',
    (field: string, tag: string, theirs: string, version: string) => [
      `${field} "${tag}" is of Istio ${theirs}, but this control plane is written as ${version}`,
      `say version: '${theirs}' if it can be rendered, or name a release of ${version}`,
    ],
  ],
  unreadVariable: [
    'MESH921',
    (name: string, version: string, readers: readonly string[]) => [
      `istiod.env.${name} is read by Istio ${readers.join(' and ')}, not by ${version}`,
      'leave it out: nothing would happen',
    ],
  ],
  unknownVariable: [
    'MESH922',
    (name: string, version: string, near: string | undefined) => [
      `istiod.env.${name} is no variable that Istio ${version} reads`,
      near === undefined ? 'leave it out; for an istiod of your own, give it in envFrom' : `did you mean ${near}?`,
    ],
  ],
  field: [
    'MESH923',
    (field: string, since: string, reader: string) => [
      `${field} needs Istio ${since}`,
      `${reader}: leave it out until that is upgraded`,
    ],
  ],
  meshField: [
    'MESH924',
    (path: string, since: string, version: string) => [
      `${path} needs Istio ${since}`,
      `this control plane is ${version} and does not know it: leave it out`,
    ],
  ],
});
