import { ambientOf } from '../../model/workloads/ambient';
import { AMBIENT } from '../../problems/mesh/ambient';
import type { Rule } from '../rule';

export const noPlaintextAlone: Rule = {
  name: 'no-plaintext-alone-in-ambient',
  codes: ['MESH943'],
  severity: 'error',
  about: 'pods of ambient mode are not asked to take plaintext alone, which ztunnel does not do',
  reads: ['PeerAuthentication', 'Namespace', 'Service'],
  find: (mesh) =>
    mesh.PeerAuthentication.filter(
      ({ namespace, spec: { mtls, portLevelMtls = {} } }) =>
        ambientOf(mesh).has(namespace) &&
        [mtls, ...Object.values(portLevelMtls)].some((one) => one?.mode === 'DISABLE'),
    ).map(({ place, namespace }) => ({ place, at: ['spec'], problem: AMBIENT.plaintextAlone(namespace) })),
};
