import { hostKey } from '../../model/hosts';
import { destinationsOf, gatewaysOf } from '../../model/routes';
import { UNREACHED } from '../../problems/entry';
import type { Rule } from '../rule';

export const credentialsAreRead: Rule = {
  name: 'credentials-are-read',
  codes: ['MESH948'],
  severity: 'warning',
  about:
    'a credential that callers show is one that their proxies read: a gateway, or the sidecars of a workloadSelector',
  reads: ['DestinationRule', 'VirtualService'],
  find: ({ DestinationRule, VirtualService }) => {
    const behindGateways = new Set(
      VirtualService.filter((route) => gatewaysOf(route).some((name) => name !== 'mesh')).flatMap((route) =>
        destinationsOf(route).map(({ destination }) => hostKey(destination.host, route.namespace)),
      ),
    );
    return DestinationRule.flatMap(
      ({ place, namespace, spec: { host, trafficPolicy, subsets = [], workloadSelector } }) => {
        const policies = [trafficPolicy, ...subsets.map((one) => one.trafficPolicy)];
        const tls = policies.flatMap((one) => [one?.tls, ...(one?.portLevelSettings ?? []).map((port) => port.tls)]);
        const name = tls.find((one) => one?.credentialName !== undefined)?.credentialName;
        // Source: istio pilot/pkg/networking/core/cluster_tls.go, buildUpstreamClusterTLSContext.
        return name === undefined || workloadSelector !== undefined || behindGateways.has(hostKey(host, namespace))
          ? []
          : [{ place, problem: UNREACHED.plainText(host, name) }];
      },
    );
  },
};
