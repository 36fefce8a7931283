import { selects } from '../../kit/formats/labels';
import type { Mesh } from '../../model/mesh';
import { address } from '../../model/object';
import { GATEWAYS } from '../../problems/installation/gateways';
import type { Rule } from '../rule';

type Gateway = Mesh['Gateway'][number];
type Server = NonNullable<Gateway['spec']['servers']>[number];
type Tls = NonNullable<Server['tls']>;

/** What a server's certificate is: a Secret by its name, or a pair of files. */
function certificateOf({ credentialName, serverCertificate, privateKey }: Tls): string | undefined {
  if (credentialName) return credentialName;
  return serverCertificate && privateKey ? `${serverCertificate} ${privateKey}` : undefined;
}

const certificatesOf = ({ spec }: Gateway): ReadonlyMap<string, Tls> =>
  new Map(
    (spec.servers ?? []).flatMap(({ tls }) => {
      const certificate = tls && certificateOf(tls);
      return tls === undefined || certificate === undefined ? [] : [[certificate, tls]];
    }),
  );

/** The pods of one Gateway are, for certain, among those of another. */
const isWithin = (narrow: Gateway, wide: Gateway): boolean =>
  selects(wide.spec.selector ?? {}, narrow.spec.selector ?? {});

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
    return all.flatMap(({ one, certificates }, i) =>
      all
        .slice(0, i)
        .filter((other) => isWithin(other.one, one) || isWithin(one, other.one))
        .flatMap((other) =>
          [...certificates]
            .filter(([certificate]) => other.certificates.has(certificate))
            .map(([certificate]) => {
              // The wider one takes in what the other's pods serve; of two alike, the later.
              const isNarrow = isWithin(one, other.one) && !isWithin(other.one, one);
              const [told, named] = isNarrow ? [other, { one }] : [{ one, certificates }, other];
              return {
                place: told.one.place,
                at: [told.certificates.get(certificate) ?? 'spec'],
                other: named.one.place,
                problem: GATEWAYS.sameCertificate(address(named.one)),
              };
            }),
        ),
    );
  },
};
