import type { SpecsByKind } from '../../model/mesh';
import { EDGE } from '../../problems/mesh/edge';
import { selectorProblems } from '../kubernetes/metadata';
import type { Rule } from '../rule';

type Tls = NonNullable<NonNullable<SpecsByKind['Gateway']['servers']>[number]['tls']>;

/** From the lowest. */
const VERSIONS = ['TLSV1_0', 'TLSV1_1', 'TLSV1_2', 'TLSV1_3'];
const versionOf = (name: string | undefined, standard: string): number =>
  VERSIONS.indexOf(name === undefined || name === 'TLS_AUTO' ? standard : name);

/** Source: envoy source/common/tls/cert_validator default_validator.cc; api CertificateValidationContext. */
const HASH = /^([0-9a-f]{64}|[0-9a-f]{2}(:[0-9a-f]{2}){31})$/i;
const SPKI = /^[A-Za-z0-9+/]{43}=$/;

/** With which nobody gets through, or Envoy does not take the listener. */
function tlsFaults(tls: Tls): readonly string[] {
  const { minProtocolVersion, maxProtocolVersion, verifyCertificateHash = [], verifyCertificateSpki = [] } = tls;
  const [lowest, highest] = [versionOf(minProtocolVersion, 'TLSV1_2'), versionOf(maxProtocolVersion, 'TLSV1_3')];
  const hash = verifyCertificateHash.find((one) => !HASH.test(one));
  const spki = verifyCertificateSpki.find((one) => !SPKI.test(one));
  return [
    ...(lowest > highest ? [`takes TLS from ${VERSIONS[lowest]} to ${VERSIONS[highest]}: none`] : []),
    ...(hash === undefined ? [] : [`takes certificates with the hash "${hash}", which is no SHA-256 in hex`]),
    ...(spki === undefined ? [] : [`takes public keys with the hash "${spki}", which is no SHA-256 in base64`]),
  ];
}

export const serversServe: Rule = {
  name: 'servers-serve',
  codes: ['MESH479'],
  severity: 'error',
  about: 'versions of TLS leave one, hashes of certificates are some, and routes of some namespace can come',
  reads: ['Gateway', 'ApiGateway'],
  find: ({ Gateway, ApiGateway }) => [
    ...Gateway.flatMap(({ place, spec: { servers = [] } }) =>
      servers.flatMap(({ port, tls }) =>
        (tls === undefined ? [] : tlsFaults(tls)).map((why) => ({
          place,
          at: [tls ?? 'tls'],
          problem: EDGE.unserved(`the server on port ${port.number} ${why}`),
        })),
      ),
    ),
    ...ApiGateway.flatMap(({ place, spec: { listeners = [] } }) =>
      listeners.flatMap(({ name, allowedRoutes }) => {
        const selector = allowedRoutes?.namespaces?.selector;
        return selectorProblems('allowedRoutes.namespaces.selector', selector as never).map(({ path, fact }) => ({
          place,
          at: [selector ?? 'selector'],
          problem: EDGE.unserved(`the listener ${name} takes routes of no namespace: ${path} ${fact}`),
        }));
      }),
    ),
  ],
};
