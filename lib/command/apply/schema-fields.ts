import type { Live, Manifest } from '../../delivery/dist/manifest';

interface Schema {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly enum?: readonly unknown[];
}

interface Crd extends Manifest {
  readonly spec: {
    readonly names: { readonly kind: string };
    readonly versions: readonly { readonly name: string; readonly schema?: { readonly openAPIV3Schema?: Schema } }[];
  };
}

/** Every field and value that a CRD knows: `v1 spec.tls.mode`, `v1 spec.tls.mode=MUTUAL`. */
function known(crd: Crd): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (schema: Schema, path: string) => {
    for (const value of schema.enum ?? []) found.add(`${path}=${value}`);
    if (schema.items !== undefined) visit(schema.items, `${path}[]`);
    if (typeof schema.additionalProperties === 'object') visit(schema.additionalProperties, `${path}.*`);
    for (const [name, inner] of Object.entries(schema.properties ?? {})) {
      const under = path.endsWith(' ') ? `${path}${name}` : `${path}.${name}`;
      found.add(under);
      visit(inner, under);
    }
  };
  for (const { name, schema } of crd.spec.versions) {
    found.add(name);
    visit(schema?.openAPIV3Schema ?? {}, `${name} `);
  }
  return found;
}

/** What one CRD knows and another does not, the outermost fields alone: `VirtualService v1 spec.http[].retries.backoff`. */
export function knownBeyond(one: Manifest | Live, other: Manifest | Live): readonly string[] {
  const [more, less] = [known(one as Crd), known(other as Crd)];
  const beyond = [...more].filter((field) => !less.has(field));
  const outer = beyond.filter(
    (field) =>
      !beyond.some((above) => above !== field && /^[.[=]/.test(field.slice(above.length)) && field.startsWith(above)),
  );
  return outer.map((field) => `${(one as Crd).spec.names.kind} ${field}`);
}
