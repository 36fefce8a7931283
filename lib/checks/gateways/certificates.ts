import { type Block, blockOf, listOf } from '../../kit/json';
import { isPlainHost } from '../../model/hosts/grammar';
import { ofKind } from '../../model/lookup';
import { groupKind } from '../../model/object';
import { EDGE } from '../../problems/mesh/edge';
import type { Rule } from '../rule';

/** For whom a certificate may be, besides hosts. Source: cert-manager internal/apis/certmanager/validation, certificate.go. */
const OTHERS = ['uris', 'ipAddresses', 'emailAddresses', 'otherNames'];
/** A certificate's common name is not longer. Source: RFC 5280, ub-common-name. */
const LONGEST = 64;

function faults(spec: Block): readonly string[] {
  const { commonName, literalSubject, dnsNames } = spec;
  const hosts = listOf(dnsNames).map(String);
  const isForOthers = [commonName, literalSubject, ...OTHERS.flatMap((field) => listOf(spec[field]))].some(Boolean);
  return [
    ...(hosts.length === 0 && !isForOthers ? ['is for nobody'] : []),
    ...hosts
      .filter((host) => !isPlainHost(host) || host === '*')
      .map((host) => `is for ${JSON.stringify(host)}, which is no host`),
    ...(String(commonName ?? '').length > LONGEST ? [`has a commonName of more than ${LONGEST} letters`] : []),
  ];
}

export const certificatesNameHosts: Rule = {
  name: 'certificates-name-hosts',
  codes: ['MESH478'],
  severity: 'error',
  about: 'a certificate that cert-manager is to get is for somebody, and its hosts are some',
  reads: ['objects'],
  find: (mesh) =>
    ofKind(mesh, 'Certificate')
      .filter(({ object }) => groupKind(object) === 'cert-manager.io/Certificate')
      .flatMap(({ place, spec }) =>
        faults(blockOf(spec)).map((why) => ({ place, at: ['spec'], problem: EDGE.certificate(why) })),
      ),
};
