import { selects } from '../../kit/formats/labels';
import { grouped } from '../../kit/grouped';
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
    const all = mesh.Gateway.flatMap((one) =>
      [...certificatesOf(one)].map(([certificate, tls]) => ({ one, certificate, tls })),
    );
    return [...grouped(all, ({ certificate }) => certificate).values()].flatMap((group) =>
      group.flatMap((later, i) =>
        group
          .slice(0, i)
          .filter(({ one }) => isWithin(one, later.one) || isWithin(later.one, one))
          .map((other) => {
            // The wider one takes in what the other's pods serve; of two alike, the later.
            const isNarrow = isWithin(later.one, other.one) && !isWithin(other.one, later.one);
            const [told, named] = isNarrow ? [other, later] : [later, other];
            return {
              place: told.one.place,
              at: [told.tls],
              other: named.one.place,
              problem: GATEWAYS.sameCertificate(address(named.one)),
            };
          }),
      ),
    );
  },
};
