import { HARDENED_ADDONS } from '../addons/production';
import { EAST_WEST } from '../gateways/presets';
import type { App, Environment } from '../installation/environment';
import { override } from '../kit/override';
import { ZeroTrust } from '../mesh/security/zero-trust';
import { demo } from './demo';
import { hardened } from './hardened';

/** The ingress may ask productpage, services whom they declared; all else is refused. */
const zeroTrust: App = (mesh) => {
  const { bookinfo, gateways, rootNamespace } = mesh;
  const [ingress, egress] = [gateways.get('ingress'), gateways.get('egress')];
  if (bookinfo === undefined || ingress === undefined) return;
  const eastWest = gateways.get(EAST_WEST);
  new ZeroTrust(rootNamespace, 'ZeroTrust', {
    namespaces: [bookinfo.namespace],
    entries: [{ gateway: ingress, to: [bookinfo.productpage] }],
    ...(egress && { egress }),
    clusters: {
      ...(eastWest && { eastWest }),
      ...(mesh.otherPods.length > 0 && { podCidrs: mesh.otherPods }),
      istiod: mesh.controlPlanes.main.props.remote !== undefined,
    },
  });
};

export const secure: Environment = override(hardened(demo), {
  name: 'secure',
  purpose:
    '`demo` where nobody is trusted for where they are: mutual TLS alone, and only declared calls are let through.',
  istio: { istiod: { resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '1Gi' } } } },
  gateways: {
    ingress: { disruptionBudget: { maxUnavailable: 1 } },
    egress: { disruptionBudget: { maxUnavailable: 1 } },
  },
  addons: HARDENED_ADDONS,
  bookinfo: { hardening: 'production', accountPerVersion: true, podSecurity: 'restricted' },
  guarantees: [zeroTrust],
});
