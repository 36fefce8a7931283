import type { Environment } from '../installation/environment';
import { override } from '../kit/override';
import { demo } from './demo';

export const bareMetal: Environment = override(demo, {
  name: 'bare-metal',
  purpose: '`demo` for a cluster without a load balancer: the ingress gateway listens on fixed ports of every node.',
  gateways: {
    ingress: {
      service: {
        type: 'NodePort',
        ports: [
          { name: 'status-port', port: 15021, targetPort: 15021, nodePort: 30021 },
          { name: 'http2', port: 80, targetPort: 8080, nodePort: 30080 },
          { name: 'https', port: 443, targetPort: 8443, nodePort: 30443 },
        ],
      },
    },
  },
});
