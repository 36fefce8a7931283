import { Construct } from 'constructs';
import type { IService } from 'kubernetes-models/v1/Service';
import type { IServicePort } from 'kubernetes-models/v1/ServicePort';
import { defined, filled } from '../../kit/defined';
import { manifest } from '../../kit/manifest';
import type { IstioProps, ServiceSettings } from '../props';
import type { Revision } from '../revisions/revision';
import { istiodLabels, istiodSelector } from './deployment';

export const serviceAnnotations = ({ annotations }: ServiceSettings = {}) =>
  defined({ annotations: filled(annotations) });

/** Which kinds of address a Service has. */
export const addressFamilies = ({ ipFamilyPolicy, ipFamilies }: ServiceSettings = {}) =>
  defined({ ipFamilyPolicy, ipFamilies: filled(ipFamilies && [...ipFamilies]) });

/** The ports of every Service that leads to istiod. */
export const ISTIOD_PORTS: readonly IServicePort[] = [
  { name: 'grpc-xds', port: 15010, protocol: 'TCP' },
  { name: 'https-dns', port: 15012, protocol: 'TCP' },
  { name: 'https-webhook', port: 443, targetPort: 15017, protocol: 'TCP' },
  { name: 'http-monitoring', port: 15014, protocol: 'TCP' },
];

/** istiod's address for proxies (15010 plain, 15012 TLS), the API server's webhooks (443) and monitoring (15014). */
export class IstiodService extends Construct {
  constructor(scope: Construct, id: string, revision: Revision, istio: IstioProps) {
    super(scope, id);
    manifest<IService>(this, 'Service', {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {
        name: revision.service,
        namespace: revision.namespace,
        labels: istiodLabels(revision),
        ...serviceAnnotations(istio.istiod.service),
      },
      spec: {
        ports: [...ISTIOD_PORTS],
        selector: { app: 'istiod', ...istiodSelector(revision) },
        ...addressFamilies(istio.istiod.service),
        ...defined({ trafficDistribution: istio.istiod.trafficDistribution }),
      },
    });
  }
}
