import { catalogue } from '../../kit/problems';

/** How Istio is installed: revisions, CNI, ambient, topology. MESH600-MESH699. */
export const INSTALL = catalogue({
  revisionName: [
    'MESH600',
    (name: string) => [
      `"${name}" is no name for a revision`,
      name === 'default'
        ? 'leave it out: "default" is what the control plane without a name is called'
        : 'use at most 56 lower-case letters, digits and "-", beginning and ending with a letter or digit',
    ],
  ],
});
