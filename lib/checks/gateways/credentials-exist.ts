import { type Block, blockOf } from '../../kit/json';
import { ofKind, workloadsWith } from '../../model/lookup';
import type { Mesh, Written } from '../../model/mesh';
import { address } from '../../model/object';
import { TRAFFIC } from '../../problems/mesh/traffic';
import type { Rule } from '../rule';

const REMEDY = "make the Secret in the namespace of the gateway's pods";

/** The data of a Secret, of whichever spelling. */
const dataOf = ({ object }: Written<unknown>) => ({
  ...blockOf(blockOf(object)['data']),
  ...blockOf(blockOf(object)['stringData']),
});
const isCertificate = (one: Written<unknown>): boolean =>
  blockOf(one.object)['type'] === 'kubernetes.io/tls' || ['tls.crt', 'cert', 'key'].some((key) => key in dataOf(one));

/** Whether certificates are written down here at all; most repositories leave them to others. */
const keepsSecrets = (mesh: Mesh): boolean => mesh.isWhole && mesh.Secret.some(isCertificate);

/** Kinds of which somebody makes a Secret: cert-manager, External Secrets, Sealed Secrets. */
const MAKERS: Readonly<Record<string, (spec: Block, name: string) => unknown>> = {
  Certificate: ({ secretName }) => secretName,
  ExternalSecret: ({ target }, name) => blockOf(target)['name'] ?? name,
  SealedSecret: ({ template }, name) => blockOf(blockOf(template)['metadata'])['name'] ?? name,
};

/** Secrets that are here, or that somebody makes of what is: `namespace/name`. */
const secretsOf = (mesh: Mesh): ReadonlySet<string> =>
  new Set([
    ...mesh.Secret.map(address),
    ...Object.entries(MAKERS).flatMap(([kind, nameOf]) =>
      ofKind(mesh, kind).map(({ namespace, name, spec }) => `${namespace}/${nameOf(blockOf(spec), name)}`),
    ),
  ]);

export const credentialsExist: Rule = {
  name: 'credentials-exist',
  codes: ['IST0101'],
  severity: 'error',
  about:
    "a Gateway's certificate is a Secret beside its pods, where Secrets with certificates are among the objects; or somebody makes it, such as cert-manager",
  reads: ['Gateway', 'Secret', 'objects', 'workloads', 'isWhole'],
  find: (mesh) => {
    if (!keepsSecrets(mesh)) return [];
    const known = secretsOf(mesh);
    return mesh.Gateway.flatMap(({ place, spec }) => {
      const [pods] = workloadsWith(mesh, spec.selector);
      if (pods === undefined) return [];
      return (spec.servers ?? [])
        .flatMap(({ tls }) => (tls?.credentialName ? [{ tls, name: tls.credentialName }] : []))
        .filter(({ name }) => !known.has(`${pods.namespace}/${name}`))
        .map(({ tls, name }) => ({
          place,
          at: [tls, 'credentialName'],
          problem: TRAFFIC.missing('Secret', `${pods.namespace}/${name}`, REMEDY),
          sought: [{ namespace: pods.namespace, name }],
        }));
    });
  },
};
