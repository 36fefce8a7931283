import { hostsOfProvider } from '../../addons/rules/telemetry-providers';
import type { Environment } from '../../installation/environment';
import { variableProblems } from '../../istio/versions/check';
import { override } from '../../kit/override';
import { serviceSuffix } from '../../model/hosts/names';
import { IMPORT } from '../../problems/commands/import';
import type { Installation } from '../installation';
import type { Report } from './row';

/** Without variables that this istiod does not read: they had no effect, and synth refuses them. */
function withoutUnread(environment: Environment, { values, components }: Installation, report: Report): Environment {
  const { env } = environment.istio.istiod;
  const unread = Object.keys(env).filter((name) => variableProblems(name, environment.istio.version).length > 0);
  for (const name of unread) {
    const place = values.at(['pilot', 'env', name]) === undefined ? components.pilot?.k8s.place(['env']) : undefined;
    report.leave(place ?? values.place(['pilot', 'env', name]), IMPORT.variable(name, environment.istio.version));
  }
  return override(environment, {
    istio: { istiod: { env: Object.fromEntries(unread.map((name) => [name, null])) } },
  });
}

/** Services that telemetry is sent to without that the environment brings them: others do. */
function withServicesOfOthers(environment: Environment): Environment {
  const { extensionProviders = [], defaultProviders = {} } = environment.istio.mesh;
  const used = new Set([defaultProviders.tracing, defaultProviders.metrics, defaultProviders.accessLogging].flat());
  const local = serviceSuffix(environment.istio.identity.clusterDomain);
  const hosts = extensionProviders
    .filter(({ name }) => used.has(name))
    .flatMap(hostsOfProvider)
    .filter((host) => host.endsWith(local));
  return hosts.length === 0 ? environment : { ...environment, servicesOfOthers: [...new Set(hosts)].sort() };
}

/** What follows from all that was taken over. */
export const settled = (environment: Environment, installation: Installation, report: Report): Environment =>
  withServicesOfOthers(withoutUnread(environment, installation, report));
