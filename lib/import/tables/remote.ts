import type { Environment } from '../../installation/environment';
import { maybe, text, truth } from '../values/kinds';
import { type Row, rowsOf } from '../values/row';

const { rows } = rowsOf<Environment>();

/** A control plane in another cluster, and the Service, webhooks and validation that lead there. */
export const REMOTE: readonly Row<Environment>[] = [
  rows(
    [
      'istiodRemote',
      'global.remotePilotAddress',
      'global.configCluster',
      'base.validationURL',
      'base.validationCABundle',
    ],
    (said, { istio }) => {
      const isRemote = said.read('istiodRemote.enabled', truth) ?? istio.remote !== undefined;
      if (!isRemote) return {};
      const local = 'istiodRemote.enabledLocalInjectorIstiod';
      if (said.read(local, truth))
        said.leave(
          local,
          'there is no control plane that only injects, so neither its istiod nor its rights and ConfigMaps are written',
          'use an istiod of this cluster or the remote one for both',
        );
      const path = 'istiodRemote.injectionPath';
      if (said.values.has(path))
        said.leave(path, 'it follows from identity.cluster and identity.network', 'set these, or remote.injectionUrl');
      const { cluster, network } = istio.identity;
      const injectionUrl = said.read('istiodRemote.injectionURL', maybe(text));
      if (!injectionUrl && (cluster ?? network) !== undefined)
        said.report.note(
          'istio.remote',
          'The webhook names this cluster and network in its path, as the guide of Istio has one set it.',
        );
      const address = said.read('global.remotePilotAddress', maybe(text));
      const external = said.read('global.configCluster', truth);
      const validationUrl = said.read('base.validationURL', maybe(text));
      const caBundle =
        said.read('istiodRemote.injectionCABundle', maybe(text)) ?? said.read('base.validationCABundle', maybe(text));
      if (address)
        said.report.note(
          'istio.remote.istiod',
          'The EndpointSlice is labelled as managed by cdk8s-istio, not by Helm.',
        );
      if (external)
        said.report.note(
          'istio.remote.external',
          "istiod's own account has its rights here; the reader's ClusterRole has none to webhooks and to make ConfigMaps.",
        );
      // The profile leaves it to whoever configures the cluster, unless it is asked for.
      const isConfigured = external && said.values.get('pilot.configMap') !== true;
      return {
        istio: {
          ...(isConfigured ? { meshConfigMap: 'present' } : {}),
          remote: {
            istiod: address ? { address } : (istio.remote?.istiod ?? 'present'),
            ...(external ? { external } : {}),
            ...(injectionUrl ? { injectionUrl } : {}),
            // Without a configuration of its own the cluster judges no resources.
            ...(validationUrl && external ? { validationUrl } : {}),
            ...(caBundle ? { caBundle } : {}),
          },
        },
      };
    },
  ),
];
