import { servicesByHost } from '../../model/hosts/known';
import { hostKey } from '../../model/hosts/names';
import type { Mesh } from '../../model/mesh';
import { address } from '../../model/object';
import { rootNamespaces } from '../../model/workloads/selectors';
import { importsOf, knows } from '../../model/workloads/sidecars';
import { TRAFFIC } from '../../problems/mesh/traffic';
import type { Rule } from '../rule';

/** Providers that pods of a namespace send spans to: as its own Telemetry says, or the root's, or the mesh configuration. */
function tracers(mesh: Mesh, namespace: string): ReadonlySet<string> {
  const named = (where: readonly string[]) =>
    mesh.Telemetry.filter((one) => where.includes(one.namespace)).flatMap(({ spec }) =>
      (spec.tracing ?? []).flatMap(({ providers = [] }) => providers.map(({ name }) => name)),
    );
  const own = named([namespace]);
  const mine = own.length > 0 ? own : named(rootNamespaces(mesh));
  return new Set(mine.length > 0 ? mine : mesh.controlPlanes.flatMap(({ spec }) => spec.tracingProviders ?? []));
}

/** Namespace of what declares a host, by its key; istiod drops the tracing of a host that nobody declares. */
const homeOf = (mesh: Mesh, key: string): string | undefined =>
  servicesByHost(mesh).get(key)?.namespace ??
  mesh.ServiceEntry.find(({ spec }) => spec.hosts.some((host) => hostKey(host, '') === key))?.namespace;

function unknownTo(mesh: Mesh, sidecar: Mesh['Sidecar'][number]) {
  const imports = importsOf(sidecar, sidecar.namespace);
  const used = tracers(mesh, sidecar.namespace);
  return mesh.controlPlanes
    .flatMap(({ spec }) => spec.zipkinCollectors ?? [])
    .filter(({ provider }) => used.has(provider))
    .filter(({ host }) => {
      const key = hostKey(host, '');
      const home = homeOf(mesh, key);
      return imports !== undefined && home !== undefined && !knows(imports, home, key);
    });
}

/** istiod names the collector's cluster whatever a Sidecar leaves out, and of Zipkin Envoy wants to know it. Source: istio pilot/pkg/networking/core/tracing.go. */
export const collectorsKnown: Rule = {
  name: 'collectors-known',
  codes: ['MESH894'],
  severity: 'error',
  about: 'a Sidecar knows the Zipkin collector to which its pods send spans; Envoy refuses their listeners otherwise',
  reads: ['Sidecar', 'Telemetry', 'Service', 'ServiceEntry', 'controlPlanes'],
  find: (mesh) =>
    mesh.Sidecar.flatMap((sidecar) =>
      unknownTo(mesh, sidecar)
        .slice(0, 1)
        .map(({ provider, host }) => ({
          place: sidecar.place,
          at: ['spec', 'egress'],
          problem: TRAFFIC.collectorOutOfScope(address(sidecar), host, provider),
        })),
    ),
};
