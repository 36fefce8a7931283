import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readManifests } from '../../lib/kit/read-yaml';

interface Typed {
  readonly apiVersion: string;
  readonly kind: string;
  readonly spec?: { readonly group?: string };
}

const CRDS = join(__dirname, '..', '..', 'dist', 'crds');

/** What dist/ brings itself. */
const brought = (): readonly Typed[] =>
  readdirSync(CRDS)
    .filter((file) => file.endsWith('.yaml'))
    .flatMap((file) => readManifests(readFileSync(join(CRDS, file), 'utf8')) as Typed[]);

/** CRDs that a platform brings and `dist/` builds on, such as OpenShift's network attachments: here they take any spec. */
export function platformCrds(objects: readonly Typed[]): readonly object[] {
  const ours = new Set(brought().map((object) => object.spec?.group));
  const kinds = new Map(objects.map(({ apiVersion, kind }) => [`${apiVersion}/${kind}`, { apiVersion, kind }]));
  const foreign = [...kinds.values()].filter(({ apiVersion }) => {
    const [group = ''] = apiVersion.split('/');
    return group.includes('.') && !group.endsWith('.k8s.io') && !ours.has(group);
  });
  return foreign.map(({ apiVersion, kind }) => {
    const [group = '', name = ''] = apiVersion.split('/');
    const plural = `${kind.toLowerCase()}s`;
    const schema = { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } };
    return {
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: `${plural}.${group}` },
      spec: {
        group,
        names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
        scope: 'Namespaced',
        versions: [{ name, served: true, storage: true, schema }],
      },
    };
  });
}
