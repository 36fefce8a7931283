import { blockOf } from '../kit/json';
import type { Problem } from '../kit/problems';
import { SCHEMA } from '../problems/objects/schema';
import { brokenRules } from './cel/cel';
import { CORE, METADATA } from './core';
import { type Finding, findings, type Schema } from './openapi/openapi';
import { withDefaults } from './openapi/openapi-defaults';

/** As much of a CRD as says what its objects look like. */
interface Crd {
  readonly kind: string;
  readonly spec: {
    readonly group?: string;
    readonly names?: { readonly kind: string };
    readonly versions?: readonly { readonly name: string; readonly schema: { readonly openAPIV3Schema: Schema } }[];
  };
}

/** The CRDs of each API by the end of its groups. Reading all takes longer than all else that a small synth does with schemas. */
const BUNDLES: readonly (readonly [string, () => unknown])[] = [
  ['.istio.io', () => require('../../imports/crds/istio.json')],
  ['gateway.networking.k8s.io', () => require('../../imports/crds/gateway-api.json')],
  ['argoproj.io', () => require('../../imports/crds/argocd.json')],
  ['.fluxcd.io', () => require('../../imports/crds/flux.json')],
];
const known = new Map<string, ReadonlyMap<string, ReadonlyMap<string, Schema>>>();

/** The kinds of a group that a CRD of `imports/crds` defines, each with the schemas of its versions. */
function kindsOf(group: string): ReadonlyMap<string, ReadonlyMap<string, Schema>> {
  const before = known.get(group);
  if (before !== undefined) return before;
  const [, crds = () => []] = BUNDLES.find(([end]) => group.endsWith(end)) ?? [];
  const kinds = new Map(
    (crds() as readonly Crd[])
      .filter(({ spec }) => spec.group === group)
      .map(({ spec: { names, versions = [] } }) => [
        names?.kind ?? '',
        new Map(versions.map(({ name, schema }) => [name, withTypeMeta(schema.openAPIV3Schema)])),
      ]),
  );
  known.set(group, kinds);
  return kinds;
}

/** Every object has these, whether or not its CRD says so; `metadata` is judged elsewhere. */
function withTypeMeta(schema: Schema): Schema {
  const anything: Schema = { 'x-kubernetes-preserve-unknown-fields': true };
  return {
    ...schema,
    properties: { ...schema.properties, apiVersion: anything, kind: anything, metadata: anything },
  };
}

/**
 * Why the API server would refuse an object of Istio, the Gateway API, Argo CD or Flux (IST0106): what its CRD's schema says of
 * fields, types, values, alternatives and rules, which the generated classes do not hold. Of other kinds, its labels, and what rules
 * read of a Service.
 */
export function schemaProblems(object: { readonly apiVersion: string; readonly kind: string }): readonly Problem[] {
  const { apiVersion, kind } = object;
  const metadata = findings(METADATA, blockOf(object)['metadata'] ?? {}, 'metadata');
  const [group = '', version = ''] = apiVersion.split('/');
  const versions = kindsOf(group).get(kind);
  const schema = versions?.get(version) ?? CORE[`${apiVersion} ${kind}`];
  if (schema === undefined && versions !== undefined)
    return [
      SCHEMA.version(
        kind,
        apiVersion,
        [...versions.keys()].map((one) => `${group}/${one}`),
      ),
    ];
  return [...metadata, ...(schema === undefined ? [] : mistakes(schema, object))].map(({ path, fact, remedy }) =>
    SCHEMA.invalid(path === '' ? object.kind : path, fact, remedy),
  );
}

function mistakes(schema: Schema, object: object): readonly Finding[] {
  const settled = withDefaults(schema, object);
  const structure = findings(schema, settled, '');
  return structure.length > 0 ? structure : brokenRules(schema, settled, '');
}
