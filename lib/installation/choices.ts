import { authoritySettings, SPIRE_TEMPLATE } from '../istio/certificates/authority';
import { istiodSelector } from '../istio/istiod/deployment';
import { available, DRAIN } from '../istio/parts/availability';
import type { IstioProps } from '../istio/props';
import { Revision } from '../istio/revisions/revision';
import { defined } from '../kit/defined';
import { override } from '../kit/override';
import { isOlder, OLDEST_KUBERNETES } from '../kit/versions';
import type { Environment, EnvironmentGateway } from './environment';

/** What an environment may leave out, and what that means. */
const UNSAID = {
  availability: 'single',
  revisions: [],
  external: [],
  tags: {},
  addons: {},
  needsSecrets: [],
  otherPods: [],
  introducedIn: [],
  apps: [],
  guarantees: [],
  patches: [],
  resourceScope: 'all',
} as const satisfies Partial<Environment>;

/** An environment in which everything is decided: for each part, and for each of several control planes. */
export type Decided = Environment & { readonly [K in keyof typeof UNSAID]-?: NonNullable<Environment[K]> };

/** Decides what an environment's choices mean: who signs certificates, how far Istio's Deployments are spread, and what is not said. */
export const decide = (environment: Environment): Decided => ({ ...UNSAID, ...spreadOut(certified(environment)) });

/** The environment with the same change in every control plane that it runs. */
const inEach = (environment: Environment, change: (istio: IstioProps) => IstioProps): Environment => {
  const { istio, revisions, external } = environment;
  return override(environment, {
    istio: change(istio),
    ...defined({ revisions: revisions?.map(change), external: external?.map(change) }),
  });
};

function certified(environment: Environment): Environment {
  const { authority, gateways, needsSecrets = [] } = environment;
  if (authority === undefined) return environment;
  const settings = authoritySettings(authority);
  const required = settings.certificates?.requiredSecrets ?? [];
  const annotation = { 'inject.istio.io/templates': `gateway,${SPIRE_TEMPLATE}` };
  return override(
    inEach(environment, (istio) => override(istio, settings)),
    {
      needsSecrets: [...new Set([...required, ...needsSecrets])],
      gateways: Object.fromEntries(
        Object.keys(gateways).map((name) => [name, authority.by === 'spire' ? { podAnnotations: annotation } : {}]),
      ),
    },
  );
}

/** Kubernetes 1.34 serves the name that says what it means, and warns of the old one from 1.35 on. */
const SAME_ZONE_SINCE = '1.34';

function spreadOut(environment: Environment): Environment {
  const { availability = 'single', gateways, kubernetes = OLDEST_KUBERNETES } = environment;
  if (availability === 'single') return environment;
  const nearby = isOlder(kubernetes, SAME_ZONE_SINCE) ? 'PreferClose' : 'PreferSameZone';
  const istiod = (istio: IstioProps): IstioProps =>
    override(istio, {
      istiod: {
        ...available(istio.istiod, availability, { app: 'istiod', ...istiodSelector(new Revision(istio)) }),
        trafficDistribution: istio.istiod.trafficDistribution ?? nearby,
      },
      mesh: { defaultConfig: { terminationDrainDuration: `${DRAIN.proxy}s` } },
    });
  const spread = (gateway: EnvironmentGateway): EnvironmentGateway =>
    gateway.kind === 'DaemonSet'
      ? gateway
      : override(available(gateway, availability, gateway.selector), {
          terminationGracePeriodSeconds: gateway.terminationGracePeriodSeconds ?? DRAIN.pod,
        });
  return override(inEach(environment, istiod), {
    gateways: Object.fromEntries(Object.entries(gateways).map(([name, gateway]) => [name, spread(gateway)])),
  });
}
