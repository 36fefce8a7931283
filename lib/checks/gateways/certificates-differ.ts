import { type StringMap, selects } from '../../kit/formats/labels';
import type { Mesh } from '../../model/mesh';
import { address } from '../../model/object';
import { GATEWAYS } from '../../problems/installation/gateways';
import type { Rule } from '../rule';

type Server = NonNullable<Mesh['Gateway'][number]['spec']['servers']>[number];
type Tls = NonNullable<Server['tls']>;

/** What a server's certificate is: a Secret by its name, or a pair of files. */
function certificateOf({ credentialName, serverCertificate, privateKey }: Tls): string | undefined {
  if (credentialName) return credentialName;
  return serverCertificate && privateKey ? `${serverCertificate} ${privateKey}` : undefined;
}

const certificatesOf = ({ spec }: Mesh['Gateway'][number]): ReadonlySet<string> =>
  new Set((spec.servers ?? []).flatMap(({ tls }) => (tls === undefined ? [] : (certificateOf(tls) ?? []))));

/** The pods of one selector are, for certain, among those of another. */
const isWithin = (narrow: StringMap = {}, wide: StringMap = {}): boolean => selects(wide, narrow);

export const certificatesDiffer: Rule = {
  name: 'certificates-differ',
  codes: ['IST0138'],
  severity: 'warning',
  about:
    'two Gateways of the same pods have certificates of their own, or browsers reuse a connection for the wrong one',
  reads: ['Gateway'],
  find: (mesh) => {
    const all = mesh.Gateway.map((one) => ({ one, certificates: certificatesOf(one) })).filter(
      ({ certificates }) => certificates.size > 0,
    );
    return all.flatMap(({ one, certificates }) =>
      all
        .filter((other) => other.one !== one && isWithin(other.one.spec.selector, one.spec.selector))
        .flatMap((other) =>
          [...certificates]
            .filter((certificate) => other.certificates.has(certificate))
            .map(() => ({ place: one.place, problem: GATEWAYS.sameCertificate(address(other.one)) })),
        ),
    );
  },
};
