import { ApiObject } from 'cdk8s';
import type { Construct } from 'constructs';
import argocd from '../../imports/crds/argocd.json';
import flux from '../../imports/crds/flux.json';
import gatewayApi from '../../imports/crds/gateway-api.json';
import istio from '../../imports/crds/istio.json';
import { check, type Problem } from '../kit/problems';
import { SCHEMA } from '../problems/schema';
import { brokenRules } from './cel';
import { findings, type Schema } from './openapi';
import { withDefaults } from './openapi-defaults';

/** As much of a CRD as says what its objects look like. */
interface Crd {
  readonly kind: string;
  readonly spec: {
    readonly group?: string;
    readonly names?: { readonly kind: string };
    readonly versions?: readonly { readonly name: string; readonly schema: { readonly openAPIV3Schema: Schema } }[];
  };
}

/** The schema of each kind that a CRD of `imports/crds` defines, by `apiVersion kind`. */
const SCHEMAS: ReadonlyMap<string, Schema> = new Map(
  [istio, gatewayApi, argocd, flux].flatMap((bundle: readonly unknown[]) =>
    (bundle as readonly Crd[]).flatMap(({ spec: { group, names, versions = [] } }) =>
      versions.map(
        ({ name, schema }) => [`${group}/${name} ${names?.kind}`, withTypeMeta(schema.openAPIV3Schema)] as const,
      ),
    ),
  ),
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
 * fields, types, values, alternatives and rules, which the generated classes do not hold. Objects of other kinds have no problems.
 */
export function schemaProblems(object: { readonly apiVersion: string; readonly kind: string }): readonly Problem[] {
  const schema = SCHEMAS.get(`${object.apiVersion} ${object.kind}`);
  if (schema === undefined) return [];
  const settled = withDefaults(schema, object);
  const structure = findings(schema, settled, '');
  return (structure.length > 0 ? structure : brokenRules(schema, settled, '')).map(({ path, fact, remedy }) =>
    SCHEMA.invalid(path === '' ? object.kind : path, fact, remedy),
  );
}

const checked = new WeakSet<ApiObject>();

/** Has an object checked at synth if a CRD defines its kind. */
export function checkSchema(object: ApiObject): void {
  if (checked.has(object) || !SCHEMAS.has(`${object.apiVersion} ${object.kind}`)) return;
  checked.add(object);
  check(object, () => schemaProblems(object.toJson()));
}

/** The same for each object below `scope`; call it when they are all there. */
export function checkSchemas(scope: Construct): void {
  for (const object of scope.node.findAll()) if (ApiObject.isApiObject(object)) checkSchema(object);
}
