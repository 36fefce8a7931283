import type { Environment } from '../installation/environment';
import { CNI } from '../istio/nodes/cni/props';
import { override } from '../kit/override';

const seccompProfile = { type: 'RuntimeDefault' } as const;

/** An environment whose pods have no right that they do not use, and reach no host that nobody declared. */
export const hardened = (base: Environment): Environment =>
  override(base, {
    gates: 'answered',
    istio: {
      istiod: { seccompProfile },
      mesh: { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } },
      proxy: { seccompProfile },
      gatewayPods: { seccompProfile },
      cni: { provider: 'default' },
      networkPolicy: 'least',
    },
    cni: override(CNI, { namespace: 'kube-system', appArmor: 'field', seccompProfile }),
  });
