import { isAddress, isPort } from '../../kit/formats';
import { isPlainHost, isSocket } from '../../kit/hosts';
import type { Mesh, SpecsByKind } from '../../model/mesh';
import { RULED } from '../../problems/istiod-policies';
import type { Rule } from '../rule';
import { isLabel } from './words';

type Spec = SpecsByKind['Sidecar'];

/** `namespace/host`, both in full. Source: istio pkg/config/validation/agent, ValidateNamespaceSlashWildcardHostname. */
function isScoped(text: string): boolean {
  const [namespace = '', host, more] = text.split('/');
  if (host === undefined || more !== undefined) return false;
  return (
    (/^[.*~]$/.test(namespace) || isLabel(namespace)) && (host === '*' || (host.includes('.') && isPlainHost(host)))
  );
}

export const scopedHosts: Rule = {
  name: 'sidecar-hosts',
  codes: ['MESH967'],
  severity: 'error',
  about: 'a Sidecar names hosts in full, each with the namespace whose it is',
  reads: ['Sidecar'],
  find: (mesh: Mesh) =>
    mesh.Sidecar.flatMap(({ place, spec: { egress = [] } }) =>
      egress.flatMap(({ hosts }) =>
        hosts.filter((host) => !isScoped(host)).map((host) => ({ place, problem: RULED.scopeHost(host) })),
      ),
    ),
};

const repeated = (numbers: readonly (number | undefined)[]): number | undefined =>
  numbers.find((one, i) => one !== undefined && one !== 0 && numbers.indexOf(one) !== i);

function faults({ ingress = [], egress = [], outboundTrafficPolicy, inboundConnectionPool }: Spec): readonly string[] {
  const empty =
    ingress.length + egress.length === 0 && outboundTrafficPolicy === undefined && inboundConnectionPool === undefined;
  const twice = repeated(ingress.map(({ port }) => port.number)) ?? repeated(egress.map(({ port }) => port?.number));
  return [
    ...(empty ? ['the Sidecar says nothing'] : []),
    ...(twice === undefined ? [] : [`two listeners are on port ${twice}`]),
    ...(egress.slice(0, -1).some(({ port }) => port === undefined)
      ? ['a listener without a port is not the last one']
      : []),
    ...(egress.some(({ hosts }) => hosts.length === 0) ? ['a listener has no host'] : []),
    ...ingress.flatMap(({ port, bind }) => [
      ...(isPort(port.number ?? 0) ? [] : [`a listener is on port ${port.number}`]),
      ...(bind === undefined || isAddress(bind) ? [] : [`a listener is bound to ${JSON.stringify(bind)}`]),
    ]),
    ...egress.flatMap(({ port, bind = '', captureMode = 'DEFAULT' }) => {
      if (port === undefined) return [];
      if ((port.number ?? 0) !== 0)
        return bind === '' || isAddress(bind) ? [] : [`a listener is bound to ${JSON.stringify(bind)}`];
      return isSocket(bind) && captureMode !== 'IPTABLES'
        ? []
        : ['a listener on port 0 is not bound to a Unix socket, with captureMode NONE'];
    }),
  ];
}

export const sidecarListeners: Rule = {
  name: 'sidecar-listeners',
  codes: ['MESH968'],
  severity: 'error',
  about: 'listeners of a Sidecar have ports and addresses of their own',
  reads: ['Sidecar'],
  find: (mesh: Mesh) =>
    mesh.Sidecar.flatMap(({ place, spec }) => faults(spec).map((why) => ({ place, problem: RULED.sidecar(why) }))),
};

export const SIDECAR_RULES = [scopedHosts, sidecarListeners];
