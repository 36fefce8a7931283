import { available, DRAIN } from '../istio/availability';
import { authoritySettings, SPIRE_TEMPLATE } from '../istio/certificates/authority';
import { istiodSelector } from '../istio/istiod/deployment';
import { Revision } from '../istio/revisions/revision';
import { override } from '../kit/override';
import type { Environment, EnvironmentGateway } from './types';

/** An environment with what its choices mean for each part: who signs certificates, and how far Istio's Deployments are spread. */
export const prepare = (environment: Environment): Environment => spreadOut(certified(environment));

function certified(environment: Environment): Environment {
  const { authority, gateways, needsSecrets = [] } = environment;
  if (authority === undefined) return environment;
  const istio = authoritySettings(authority);
  const required = istio.certificates?.requiredSecrets ?? [];
  const annotation = { 'inject.istio.io/templates': `gateway,${SPIRE_TEMPLATE}` };
  return override(environment, {
    istio,
    needsSecrets: [...new Set([...required, ...needsSecrets])],
    gateways: Object.fromEntries(
      Object.keys(gateways).map((name) => [name, authority.by === 'spire' ? { podAnnotations: annotation } : {}]),
    ),
  });
}

function spreadOut(environment: Environment): Environment {
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
