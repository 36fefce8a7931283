import { DEFAULT_REVISION } from '../../istio/revisions/revision';
import { INSTALL } from '../../problems/installation/install';
import type { EnvironmentRule } from './rule';

export const namespacesAreServed: EnvironmentRule = {
  name: 'namespaces-are-served',
  codes: ['MESH615'],
  severity: 'error',
  about:
    'the revision or tag that a namespace follows is there: a control plane that others still follow cannot be removed',
  reads: ['Namespace'],
  find: ({ istio, revisions, tags }, mesh) => {
    const served = [...[istio, ...revisions].map(({ revision = DEFAULT_REVISION }) => revision), ...Object.keys(tags)];
    return mesh.Namespace.flatMap(({ name, labels }) => {
      const follows = labels['istio-injection'] === 'enabled' ? DEFAULT_REVISION : labels['istio.io/rev'];
      return follows === undefined || served.includes(follows) ? [] : [INSTALL.unserved(name, follows, served)];
    });
  },
};
