import { Construct } from 'constructs';
import * as istio from '../../imports/networking.istio.io';
import type { IstioProps } from '../istio/props';
import { takeOutEverywhere } from '../mesh/traffic/mesh-wide';
import { serviceSuffix } from '../model/hosts/names';

/**
 * By five errors in a row, Istio's own default (istio.io/api networking/v1alpha3 destination_rule.proto); of all endpoints, in whichever
 * region: by Envoy's own 10 percent, none of fewer than ten is ever taken out. Held by findings/envoy-ejects-none-of-nine.sh.
 */
const OUTLIERS = { consecutive5xx: 5, maxEjectedPercent: 100 };

/**
 * Takes failing endpoints out of every service. Proxies prefer near endpoints, and go on to the next region, only where endpoints can be
 * found unhealthy. Source: pilot/pkg/networking/core/loadbalancer/loadbalancer.go. Held by `test:clusters -- primaries`.
 */
export class Failover extends Construct {
  constructor(scope: Construct, id: string, props: Pick<IstioProps, 'namespace' | 'identity'>) {
    super(scope, id);
    takeOutEverywhere(this, OUTLIERS);
    new istio.DestinationRule(this, 'Outliers', {
      metadata: { name: 'failover', namespace: props.namespace },
      spec: {
        host: `*${serviceSuffix(props.identity.clusterDomain)}`,
        trafficPolicy: {
          outlierDetection: {
            consecutive5XxErrors: OUTLIERS.consecutive5xx,
            maxEjectionPercent: OUTLIERS.maxEjectedPercent,
          },
        },
      },
    });
  }
}
