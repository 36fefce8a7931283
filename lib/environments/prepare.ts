import { available, DRAIN } from '../istio/availability';
import { istiodSelector } from '../istio/istiod/deployment';
import { Revision } from '../istio/revisions/revision';
import { override } from '../kit/override';
import type { Environment, EnvironmentGateway } from './types';

/** An environment with what its availability means for each Deployment of Istio. */
export function prepare(environment: Environment): Environment {
  const { availability = 'single', istio, gateways } = environment;
  if (availability === 'single') return environment;
  const selector = { app: 'istiod', ...istiodSelector(new Revision(istio)) };
  const spread = (gateway: EnvironmentGateway): EnvironmentGateway =>
    gateway.kind === 'DaemonSet'
      ? gateway
      : override(available(gateway, availability, gateway.selector), {
          terminationGracePeriodSeconds: gateway.terminationGracePeriodSeconds ?? DRAIN.pod,
        });
  return override(environment, {
    istio: {
      istiod: {
        ...available(istio.istiod, availability, selector),
        trafficDistribution: istio.istiod.trafficDistribution ?? 'PreferClose',
      },
      mesh: { defaultConfig: { terminationDrainDuration: `${DRAIN.proxy}s` } },
    },
    gateways: Object.fromEntries(Object.entries(gateways).map(([name, gateway]) => [name, spread(gateway)])),
  });
}
