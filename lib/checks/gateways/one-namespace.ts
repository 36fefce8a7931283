import { workloadsWith } from '../../model/lookup';
import { address } from '../../model/object';
import { UNREACHED } from '../../problems/mesh/entry';
import type { Rule } from '../rule';

/** Istiod then gives a Gateway to pods of its own namespace alone. */
const SCOPED = 'PILOT_SCOPE_GATEWAY_TO_NAMESPACE';

export const gatewayIsOfOneNamespace: Rule = {
  name: 'gateway-is-of-one-namespace',
  codes: ['MESH978'],
  severity: 'error',
  about: 'a Gateway chooses pods of one namespace: gateways of other namespaces have other labels',
  reads: ['Gateway', 'workloads', 'controlPlanes'],
  find: (mesh) =>
    mesh.controlPlanes.some(({ spec }) => spec.env[SCOPED] === 'true')
      ? []
      : mesh.Gateway.flatMap((gateway) => {
          const { selector } = gateway.spec;
          if (selector === undefined) return [];
          const namespaces = [...new Set(workloadsWith(mesh, selector).map(({ namespace }) => namespace))].sort();
          return namespaces.length < 2
            ? []
            : [
                {
                  place: gateway.place,
                  at: ['spec', 'selector'],
                  problem: UNREACHED.twoNamespaces(address(gateway), namespaces),
                },
              ];
        }),
};
