import { isAddress, isDnsLabel, isPort } from '../../kit/formats/formats';
import { isPlainHost, isSocket } from '../../model/hosts/grammar';
import { scoped } from '../../model/hosts/scoped';
import type { Mesh, SpecsByKind } from '../../model/mesh';
import { isProtocol, layerOfProtocol } from '../../model/protocols';
import { RULED } from '../../problems/istio/istiod-policies';
import type { At, Rule } from '../rule';
import { isLabel } from './words';

type Server = NonNullable<SpecsByKind['Gateway']['servers']>[number];

function isServed(full: string): boolean {
  const { from, host } = scoped(full);
  return (
    (/^[.*]$/.test(from) || isLabel(from)) &&
    (host === '*' || (host.includes('.') && isPlainHost(host)) || isAddress(host))
  );
}

export function tlsFaults({ tls, port }: Pick<Server, 'tls' | 'port'>): readonly string[] {
  const layer = layerOfProtocol(port.protocol);
  const isTls = layer === 'tls';
  if (tls === undefined) return isTls ? ['has no TLS settings'] : [];
  const {
    mode = 'PASSTHROUGH',
    credentialName,
    credentialNames = [],
    serverCertificate,
    privateKey,
    caCertificates,
    tlsCertificates = [],
  } = tls;
  const certificates = [credentialName, credentialNames[0], serverCertificate && privateKey, tlsCertificates[0]].filter(
    Boolean,
  );
  if (!isTls) {
    const redirects = layer === 'http' && mode === 'PASSTHROUGH' && certificates.length === 0 && !caCertificates;
    return redirects ? [] : [`has TLS settings, but speaks ${port.protocol}`];
  }
  if (mode === 'ISTIO_MUTUAL')
    return [...certificates, caCertificates, serverCertificate, privateKey].some(Boolean)
      ? ['has certificates beside those of the mesh (ISTIO_MUTUAL)']
      : [];
  const ends = mode === 'SIMPLE' || mode === 'MUTUAL' || mode === 'OPTIONAL_MUTUAL';
  return [
    ...(certificates.length > 1 ? ['has certificates from several places'] : []),
    ...(ends && certificates.length === 0 ? ['ends TLS without a certificate'] : []),
    ...(ends && mode !== 'SIMPLE' && !credentialName && credentialNames.length === 0 && !caCertificates
      ? ["has no authority for clients' certificates"]
      : []),
    // A credential brings its own, and is not asked.
    ...(tls.caCrl && !(ends && (credentialName || credentialNames.length > 0)) && (credentialName || mode === 'SIMPLE')
      ? ['has a list of revoked certificates that is not looked at']
      : []),
  ];
}

function bindFaults({ port: { number }, bind = '' }: Server): readonly string[] {
  if (bind.startsWith('unix://')) {
    if (!isSocket(bind)) return [`is bound to ${JSON.stringify(bind)}`];
    return number === 0 ? [] : ['is bound to a Unix socket and has a port'];
  }
  if (bind !== '' && !isAddress(bind)) return [`is bound to ${JSON.stringify(bind)}`];
  return isPort(number) ? [] : [`is on port ${number}`];
}

function faults(server: Server): readonly string[] {
  const { port, hosts } = server;
  const odd = hosts.find((host) => !isServed(host));
  return [
    ...(hosts.length === 0 ? ['has no host'] : []),
    ...(odd === undefined ? [] : [`has the host ${JSON.stringify(odd)}`]),
    ...(isProtocol(port.protocol) ? [] : [`speaks ${port.protocol}`]),
    ...bindFaults(server),
    ...(port.targetPort ? ['has a targetPort, which counts for nothing'] : []),
    ...(port.name === '' ? ['has a port without a name'] : []),
  ];
}

const servers: Rule = {
  name: 'servers',
  codes: ['MESH976'],
  severity: 'error',
  about: 'a server of a Gateway has hosts, a port of its own name, and the TLS settings that its protocol needs',
  reads: ['Gateway'],
  find: (mesh: Mesh) =>
    mesh.Gateway.flatMap(({ place, name, spec: { servers: all = [] } }) => {
      const names = all.map(({ port }) => port.name);
      const twice = names.find((one, i) => names.indexOf(one) !== i);
      const named = isDnsLabel(name) ? [] : [`has the name ${JSON.stringify(name)}, which is no DNS label`];
      const whole = [
        ...(all.length === 0 ? [RULED.gateway('the Gateway', 'has no server')] : []),
        ...(twice === undefined ? [] : [RULED.gateway(`the port name ${twice}`, 'is that of two servers')]),
      ];
      return [
        ...named.map((why) => ({ place, at: ['metadata', 'name'], problem: RULED.gateway('the Gateway', why) })),
        ...whole.map((problem) => ({ place, at: ['spec', 'servers'], problem })),
        ...all.flatMap((server) => {
          const { port, tls } = server;
          const say = (at: At) => (why: string) => ({
            place,
            at,
            problem: RULED.gateway(`the server on port ${port.number}`, why),
          });
          return [...faults(server).map(say([server])), ...tlsFaults(server).map(say([tls ?? server]))];
        }),
      ];
    }),
};

export const GATEWAY_RULES = [servers];
