import { selects } from '../../kit/formats/labels';
import { blockOf, listOf, textsOf } from '../../kit/json';
import { inNamespace } from '../../model/lookup';
import { podsOf } from '../../model/workloads/workloads';
import { GATEWAYS } from '../../problems/installation/gateways';
import type { Rule } from '../rule';

/** Ports below are for those who have privileges. */
const PRIVILEGED = 1024;

const isUnprivileged = (container: unknown): boolean =>
  listOf(blockOf(container)['env'])
    .map(blockOf)
    .some(({ name, value }) => name === 'ISTIO_META_UNPRIVILEGED_POD' && value === 'true');

/** Source: istio pilot/pkg/networking/core gateway.go, buildGatewayListeners. */
export const privilegedPortsAreServed: Rule = {
  name: 'privileged-ports-are-served',
  codes: ['MESH138'],
  severity: 'warning',
  about:
    'a Service of gateway pods without privileges leads to ports from 1024 on: istiod gives such pods no listener below',
  reads: ['Service', 'objects'],
  find: (mesh) =>
    mesh.objects.flatMap(({ object, namespace }) => {
      const pods = podsOf(object);
      if (pods === undefined || !listOf(pods.spec['containers']).some(isUnprivileged)) return [];
      const labels = textsOf(pods.metadata['labels']);
      return inNamespace(mesh.Service, namespace)
        .filter(({ spec }) => selects(spec.selector, labels))
        .flatMap(({ place, spec }) =>
          (spec.ports ?? []).flatMap((served) => {
            const { port, targetPort = port } = served;
            return typeof targetPort === 'number' && targetPort < PRIVILEGED
              ? [{ place, at: [served, 'targetPort'], problem: GATEWAYS.privileged(port, targetPort) }]
              : [];
          }),
        );
    }),
};
