import { NEEDS_SECRETS } from '../../installation/namespaces';
import { remoteCluster } from '../../topology/topology';
import { address, type Manifest } from '../dist/manifest';
import type { NeededSecret } from './secret';

/** What Istio reads of Secrets with these names. */
const FILES: Readonly<Record<string, readonly string[]>> = {
  cacerts: ['ca-cert.pem', 'ca-key.pem', 'root-cert.pem', 'cert-chain.pem'],
  'istiod-tls': ['tls.crt', 'tls.key', 'ca.crt'],
  'istio-kubeconfig': ['config'],
};

/** What a control plane's namespace says that others must bring. */
export function ofNamespace(object: Manifest): readonly NeededSecret[] {
  const { name: namespace, annotations } = object.metadata;
  if (object.kind !== 'Namespace') return [];
  return (annotations?.[NEEDS_SECRETS] ?? '')
    .split(',')
    .filter((name) => name !== '')
    .map((name) => {
      const type = remoteCluster(name) !== undefined ? 'remote' : FILES[name] === undefined ? 'values' : 'files';
      return { namespace, name, by: address(object), type, keys: FILES[name] ?? [] };
    });
}
