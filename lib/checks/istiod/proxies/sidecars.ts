import { isAddress, isPort } from '../../../kit/formats/formats';
import { isExactHost, isPlainHost, isSocket } from '../../../model/hosts/grammar';
import { scoped } from '../../../model/hosts/scoped';
import type { Mesh, SpecsByKind } from '../../../model/mesh';
import { isProtocol } from '../../../model/protocols';
import { RULED } from '../../../problems/istio/istiod-policies';
import type { At, Rule } from '../../rule';
import { poolFaults } from '../destination-rule/parts';
import { tlsFaults as serverTlsFaults } from '../gateways';
import { isLabel } from '../words';

type Spec = SpecsByKind['Sidecar'];

/** `namespace/host`, both in full. Source: istio pkg/config/validation/agent, ValidateNamespaceSlashWildcardHostname. */
function isScoped(text: string): boolean {
  const { from, host } = scoped(text);
  if (!text.includes('/') || from === '') return false;
  return (
    (/^~?[.*]?$/.test(from) || isLabel(from.replace(/^~/, ''))) &&
    (host === '*' || (host.includes('.') && isPlainHost(host)))
  );
}

const scopedHosts: Rule = {
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

type Ingress = NonNullable<Spec['ingress']>[number];
type Egress = NonNullable<Spec['egress']>[number];
type Port = Ingress['port'];

const repeated = <T>(all: readonly (T | undefined)[]): T | undefined =>
  all.find((one, i) => one !== undefined && all.indexOf(one) !== i);

/** What is wrong with a port but for its number. */
const portFaults = ({ name = '', protocol = '', targetPort }: Port): readonly string[] => [
  ...(name === '' || isLabel(name) ? [] : [`a port has the name ${JSON.stringify(name)}`]),
  ...(protocol === '' || isProtocol(protocol) ? [] : [`a listener speaks ${protocol}`]),
  ...(targetPort ? ['a listener has a targetPort, which counts for nothing'] : []),
];

/** The pod itself, and a port of it. */
const isEndpoint = (text: string): boolean =>
  text.startsWith('unix://')
    ? isSocket(text)
    : /^(127\.0\.0\.1|0\.0\.0\.0|\[::1?\])?:\d+$/.test(text) && isPort(Number(text.slice(text.lastIndexOf(':') + 1)));

function tlsFaults({ tls, port }: Ingress): readonly string[] {
  if (tls === undefined) return [];
  const { mode = 'PASSTHROUGH', credentialName, credentialNames = [], tlsCertificates = [] } = tls;
  const odd = {
    subjectAltNames: (tls.subjectAltNames ?? []).length > 0,
    httpsRedirect: tls.httpsRedirect,
    credentialName,
    credentialNames: credentialNames.length > 0,
    tlsCertificates: tlsCertificates.length > 0,
    [`mode ${mode}`]: mode === 'ISTIO_MUTUAL' || mode === 'AUTO_PASSTHROUGH',
  };
  const [field] = Object.entries(odd).find(([, there]) => there) ?? [];
  if (field !== undefined) return [`TLS of a listener has ${field}, which sidecars do not know`];
  const { number = 0, name = '', protocol = '' } = port;
  return serverTlsFaults({ tls, port: { number, name, protocol } }).map((why) => `a listener ${why}`);
}

const ingressFaults = (one: Ingress): readonly string[] => {
  const { port, bind = '', defaultEndpoint = '', connectionPool } = one;
  return [
    ...(isPort(port.number ?? 0) ? [] : [`a listener is on port ${port.number}`]),
    ...(bind === '' || isAddress(bind) ? [] : [`a listener is bound to ${JSON.stringify(bind)}`]),
    ...(defaultEndpoint === '' || isEndpoint(defaultEndpoint)
      ? []
      : [`a listener leads to ${JSON.stringify(defaultEndpoint)}, which is no port of the pod`]),
    ...portFaults(port),
    ...tlsFaults(one),
    ...poolFaults(connectionPool).map((why) => `a listener ${why}`),
  ];
};

const egressFaults = ({ port, hosts, bind = '', captureMode = 'DEFAULT' }: Egress): readonly string[] => {
  const numbered = (port?.number ?? 0) !== 0;
  return [
    ...(hosts.length === 0 ? ['a listener has no host'] : []),
    ...(port === undefined ? [] : portFaults(port)),
    ...(numbered && !isPort(port?.number ?? 0) ? [`a listener is on port ${port?.number}`] : []),
    ...(numbered && bind !== '' && !isAddress(bind) ? [`a listener is bound to ${JSON.stringify(bind)}`] : []),
    ...(port !== undefined && !numbered && !(isSocket(bind) && captureMode !== 'IPTABLES')
      ? ['a listener on port 0 is not bound to a Unix socket, with captureMode NONE']
      : []),
  ];
};

function proxyFaults({ mode, egressProxy }: NonNullable<Spec['outboundTrafficPolicy']>): readonly string[] {
  if (egressProxy === undefined) return [];
  if (mode !== 'ALLOW_ANY') return ['an egressProxy is for mode ALLOW_ANY'];
  const { host, port, subset } = egressProxy;
  return [
    ...(isExactHost(host) ? [] : [`the egressProxy has the host ${JSON.stringify(host)}`]),
    ...(port !== undefined && isPort(port.number ?? 0) ? [] : [`the egressProxy has the port ${port?.number}`]),
    ...(subset === undefined || isLabel(subset) ? [] : [`the egressProxy has the subset ${JSON.stringify(subset)}`]),
  ];
}

type Fault = readonly [why: string, at?: At | undefined];

const within = <T extends object>(all: readonly T[], of: (one: T) => readonly string[]): readonly Fault[] =>
  all.flatMap((one) => of(one).map((why): Fault => [why, [one]]));

function faults({ ingress = [], egress = [], outboundTrafficPolicy, inboundConnectionPool }: Spec): readonly Fault[] {
  const empty =
    ingress.length + egress.length === 0 && outboundTrafficPolicy === undefined && inboundConnectionPool === undefined;
  const numbers = (ports: readonly (Port | undefined)[]) => ports.map((port) => port?.number || undefined);
  const twice = repeated(numbers(ingress.map(({ port }) => port))) ?? repeated(numbers(egress.map(({ port }) => port)));
  const socket = repeated(egress.map(({ port, bind }) => (port !== undefined && !port.number ? bind : undefined)));
  return [
    ...(empty ? [['the Sidecar says nothing'] as const] : []),
    ...(twice === undefined ? [] : [[`two listeners are on port ${twice}`] as const]),
    ...(socket === undefined ? [] : [[`two listeners are bound to ${socket}`] as const]),
    ...(egress.slice(0, -1).some(({ port }) => port === undefined)
      ? [['a listener without a port is not the last one', ['spec', 'egress']] as const]
      : []),
    ...within(ingress, ingressFaults),
    ...within(egress, egressFaults),
    ...within(outboundTrafficPolicy === undefined ? [] : [outboundTrafficPolicy], proxyFaults),
    ...within(inboundConnectionPool === undefined ? [] : [inboundConnectionPool], poolFaults).map(
      ([why, at]): Fault => [`the Sidecar ${why}`, at],
    ),
  ];
}

const sidecarListeners: Rule = {
  name: 'sidecar-listeners',
  codes: ['MESH968'],
  severity: 'error',
  about: 'listeners of a Sidecar have ports and addresses of their own',
  reads: ['Sidecar'],
  find: (mesh: Mesh) =>
    mesh.Sidecar.flatMap(({ place, spec }) =>
      faults(spec).map(([why, at = ['spec']]) => ({ place, at, problem: RULED.sidecar(why) })),
    ),
};

export const SIDECAR_RULES = [scopedHosts, sidecarListeners];
