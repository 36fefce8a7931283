import { Construct } from 'constructs';
import * as istio from '../../imports/networking.istio.io';
import type { IstioProps } from '../istio/props';
import { serviceSuffix } from '../model/hosts/names';

/** Istio's own default, written so that the rule says what it does. Source: istio.io/api networking/v1alpha3 destination_rule.proto. */
const CONSECUTIVE_ERRORS = 5;
/** Of all endpoints, in whichever region. By Envoy's own 10, none of fewer than ten is ever taken out. Held by findings/envoy-ejects-none-of-nine.sh. */
const EJECTED_PERCENT = 100;

/**
 * Takes failing endpoints out of every service that has no policy of its own. Proxies prefer near endpoints, and go on to the next region,
 * only where endpoints can be found unhealthy. Source: pilot/pkg/networking/core/loadbalancer/loadbalancer.go. Held by `test:clusters -- primaries`.
 */
export class Failover extends Construct {
  constructor(scope: Construct, id: string, props: Pick<IstioProps, 'namespace' | 'identity'>) {
    super(scope, id);
    new istio.DestinationRule(this, 'Outliers', {
      metadata: { name: 'failover', namespace: props.namespace },
      spec: {
        host: `*${serviceSuffix(props.identity.clusterDomain)}`,
        trafficPolicy: {
          outlierDetection: { consecutive5XxErrors: CONSECUTIVE_ERRORS, maxEjectionPercent: EJECTED_PERCENT },
        },
      },
    });
  }
}
