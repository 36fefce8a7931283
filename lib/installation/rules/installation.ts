import { INSTALL } from '../../problems/installation/install';
import type { Decided } from '../choices';
import type { EnvironmentRule } from './rule';

/** What of ambient mode an environment lacks. */
const lacking = ({ istio, cni, ztunnel }: Decided): readonly string[] => [
  ...(istio.istiod.env['PILOT_ENABLE_AMBIENT'] === 'true' ? [] : ["istio.istiod.env.PILOT_ENABLE_AMBIENT: 'true'"]),
  ...(cni?.ambient.enabled ? [] : ['cni.ambient.enabled: true']),
  ...(ztunnel === undefined ? ['ztunnel'] : []),
];
const PARTS = 3;

export const partsFit: EnvironmentRule = {
  name: 'parts-fit',
  codes: ['MESH610', 'MESH612', 'MESH616'],
  severity: 'error',
  about:
    'ambient mode is istiod, CNI agent and ztunnel together; and the CNI agent is the one that injected pods are made for',
  reads: ['Namespace'],
  find: (environment, mesh) => {
    const { istio, cni } = environment;
    const missing = lacking(environment);
    const ambient = mesh.Namespace.filter(({ labels }) => labels['istio.io/dataplane-mode'] === 'ambient');
    const [relied, agent] = [istio.cni?.provider, cni?.provider];
    return [
      ...(missing.length > 0 && missing.length < PARTS ? [INSTALL.halfAmbient(missing)] : []),
      ...(missing.length === PARTS ? ambient.map(({ name }) => INSTALL.noAmbient(name)) : []),
      ...(relied !== undefined && agent !== undefined && relied !== agent ? [INSTALL.cniProviders(relied, agent)] : []),
    ];
  },
};
