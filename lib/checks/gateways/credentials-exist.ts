import { named, workloadsWith } from '../../model/lookup';
import type { Mesh } from '../../model/mesh';
import { TRAFFIC } from '../../problems/mesh/traffic';
import type { Rule } from '../rule';

const REMEDY = "make the Secret in the namespace of the gateway's pods";

/** Whether Secrets are written down here at all; most repositories leave them to others. */
const keepsSecrets = (mesh: Mesh): boolean => mesh.isWhole && mesh.Secret.length > 0;

export const credentialsExist: Rule = {
  name: 'credentials-exist',
  codes: ['IST0101'],
  severity: 'error',
  about: "a Gateway's certificate is a Secret beside its pods, where Secrets are among the objects",
  reads: ['Gateway', 'Secret', 'workloads', 'isWhole'],
  find: (mesh) =>
    !keepsSecrets(mesh)
      ? []
      : mesh.Gateway.flatMap(({ place, spec }) => {
          const [pods] = workloadsWith(mesh, spec.selector);
          if (pods === undefined) return [];
          return (spec.servers ?? [])
            .flatMap(({ tls }) => (tls?.credentialName ? [{ tls, name: tls.credentialName }] : []))
            .filter(({ name }) => named(mesh.Secret, `${pods.namespace}/${name}`) === undefined)
            .map(({ tls, name }) => ({
              place,
              at: [tls, 'credentialName'],
              problem: TRAFFIC.missing('Secret', `${pods.namespace}/${name}`, REMEDY),
            }));
        }),
};
