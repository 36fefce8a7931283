import { Construct } from 'constructs';
import * as istio from '../../imports/networking.istio.io';
import type { IstioProps } from '../istio/props';
import { serviceSuffix } from '../model/hosts/names';

/** Istio's own default, written so that the rule says what it does. */
const CONSECUTIVE_ERRORS = 5;

/**
 * Takes failing endpoints out of every service that has no policy of its own. Proxies prefer near endpoints, and go on to the next region,
 * only where endpoints can be found unhealthy.
 */
export class Failover extends Construct {
  constructor(scope: Construct, id: string, props: Pick<IstioProps, 'namespace' | 'identity'>) {
    super(scope, id);
    new istio.DestinationRule(this, 'Outliers', {
      metadata: { name: 'failover', namespace: props.namespace },
      spec: {
        host: `*${serviceSuffix(props.identity.clusterDomain)}`,
        trafficPolicy: { outlierDetection: { consecutive5XxErrors: CONSECUTIVE_ERRORS } },
      },
    });
  }
}
