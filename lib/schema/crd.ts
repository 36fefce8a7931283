import argocd from '../../imports/crds/argocd.json';
import flux from '../../imports/crds/flux.json';
import gatewayApi from '../../imports/crds/gateway-api.json';
import istio from '../../imports/crds/istio.json';
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

const CRDS = [istio, gatewayApi, argocd, flux].flatMap((bundle: readonly unknown[]) => bundle as readonly Crd[]);

/** The schema of each kind that a CRD of `imports/crds` defines, and of those of Kubernetes that rules read, by `apiVersion kind`. */
const SCHEMAS: ReadonlyMap<string, Schema> = new Map([
  ...CRDS.flatMap(({ spec: { group, names, versions = [] } }) =>
    versions.map(
      ({ name, schema }) => [`${group}/${name} ${names?.kind}`, withTypeMeta(schema.openAPIV3Schema)] as const,
    ),
  ),
  ...Object.entries(CORE),
]);

/** Versions of each kind that a CRD defines, by `group/kind`. */
const VERSIONS: ReadonlyMap<string, readonly string[]> = new Map(
  CRDS.map(({ spec: { group, names, versions = [] } }) => [
    `${group}/${names?.kind}`,
    versions.map(({ name }) => `${group}/${name}`),
  ]),
);

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
  const schema = SCHEMAS.get(`${apiVersion} ${kind}`);
  const known = VERSIONS.get(`${apiVersion.split('/')[0]}/${kind}`);
  if (schema === undefined && known !== undefined) return [SCHEMA.version(kind, apiVersion, known)];
  return [...metadata, ...(schema === undefined ? [] : mistakes(schema, object))].map(({ path, fact, remedy }) =>
    SCHEMA.invalid(path === '' ? object.kind : path, fact, remedy),
  );
}

function mistakes(schema: Schema, object: object): readonly Finding[] {
  const settled = withDefaults(schema, object);
  const structure = findings(schema, settled, '');
  return structure.length > 0 ? structure : brokenRules(schema, settled, '');
}
