import { isAddress } from '../../../kit/formats/formats';
import type { SpecsByKind } from '../../../model/mesh';
import { layerOfProtocol } from '../../../model/protocols';
import { ruleName } from '../../../model/routes/routes';
import { matchesOf } from '../virtual-service/rule';
import { bodySize } from '../virtual-service/settings';
import type { Warned, Warnings } from './warned';

/** Those that Envoy builds in. Source: istio pkg/config/security, ValidCipherSuites. */
const CIPHERS = [
  ...['RSA', 'ECDSA'].flatMap((key) =>
    ['AES128-GCM-SHA256', 'AES256-GCM-SHA384', 'CHACHA20-POLY1305', 'AES128-SHA', 'AES256-SHA']
      .filter((one) => key === 'ECDSA' || one !== 'CHACHA20-POLY1305')
      .map((one) => `ECDHE-${key}-${one}`),
  ),
  ...['AES128-GCM-SHA256', 'AES256-GCM-SHA384', 'AES128-SHA', 'AES256-SHA', 'DES-CBC3-SHA'],
];
/** A name, not an operator on lists of them, such as `!MD5`. */
const isUnknown = (cipher: string): boolean =>
  cipher !== 'ALL' && /^[\p{L}\p{N}]/u.test(cipher) && !CIPHERS.includes(cipher);

type Server = NonNullable<SpecsByKind['Gateway']['servers']>[number];

function tlsWarnings({ tls, port }: Server): readonly Warned[] {
  if (tls === undefined) return [];
  const { mode, cipherSuites = [], minProtocolVersion = '', credentialName, credentialNames = [] } = tls;
  const where = `the server on port ${port.number}`;
  const unknown = cipherSuites.find(isUnknown);
  const twice = cipherSuites.find((one, i) => cipherSuites.indexOf(one) !== i);
  const passes = mode === 'PASSTHROUGH' || mode === 'AUTO_PASSTHROUGH';
  const files = [tls.caCrl, tls.serverCertificate, tls.privateKey, tls.caCertificates, tls.tlsCertificates?.[0]];
  return [
    ...(tls.httpsRedirect && layerOfProtocol(port.protocol) !== 'http'
      ? [[`${where} redirects to HTTPS, but speaks ${port.protocol}`, 'redirect from a server of HTTP'] as const]
      : []),
    ...(/^TLSV1_[01]$/.test(minProtocolVersion) && cipherSuites.length === 0
      ? [
          [
            `${where} takes ${minProtocolVersion}, for which no cipher is there`,
            'name cipherSuites, or take TLSV1_2',
          ] as const,
        ]
      : []),
    ...(unknown === undefined
      ? []
      : [[`${where} names the cipher ${unknown}, which Envoy has not`, 'correct it'] as const]),
    ...(twice === undefined ? [] : [[`${where} names the cipher ${twice} twice`, 'name it once'] as const]),
    ...(passes && (credentialName || credentialNames.length > 0 || files.some(Boolean))
      ? [
          [
            `${where} passes TLS through, and has a certificate that nobody sees`,
            'remove it, or end TLS there',
          ] as const,
        ]
      : []),
  ];
}

const KILOBYTE = 1024;

export const ROUTES: Warnings<'Gateway' | 'VirtualService'> = {
  Gateway: ({ servers = [] }) => servers.flatMap(tlsWarnings),
  VirtualService: (spec) => {
    const names = [...(spec.gateways ?? []), ...matchesOf(spec).flatMap(({ gateways = [] }) => gateways)];
    return [
      ...names
        .filter((one) => !one.includes('/') && one.includes('.'))
        .map((one): Warned => {
          const [name, namespace] = one.split('.');
          return [`the gateway ${one} is written as in the past`, `write ${namespace}/${name}`];
        }),
      ...(spec.http ?? []).flatMap((one, i): readonly Warned[] => [
        ...(bodySize(one) > 100 * KILOBYTE && bodySize(one) <= KILOBYTE * KILOBYTE
          ? [
              [
                `${ruleName('http', i, one.name)} answers with ${bodySize(one)} bytes`,
                'send there to a service',
              ] as const,
            ]
          : []),
        ...(one.mirrorPercent === undefined
          ? []
          : [[`${ruleName('http', i, one.name)} has mirrorPercent, of the past`, 'use mirrorPercentage'] as const]),
      ]),
      ...(spec.tls ?? [])
        .flatMap(({ match = [] }) => match.flatMap(({ sniHosts }) => sniHosts))
        .filter(isAddress)
        .map((one): Warned => [`the SNI ${one} is an address, which clients do not send`, 'match a host']),
    ];
  },
};
