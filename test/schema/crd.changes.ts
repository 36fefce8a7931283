// What tests of schemas share: the schemas of kinds, and objects with one thing changed.
import argocd from '../../imports/crds/argocd.json';
import flux from '../../imports/crds/flux.json';
import gatewayApi from '../../imports/crds/gateway-api.json';
import istio from '../../imports/crds/istio.json';
import { isBlock } from '../../lib/kit/json';
import type { Schema } from '../../lib/schema/openapi/openapi';
import type { Printed } from '../synth';

/** One of each type, right and wrong. */
const VALUES: readonly unknown[] = ['text', '', -1, 70000.5, true, [], {}, [1], { unknown: 1 }];

/** The value with each of its parts in turn dropped, doubled, renamed or replaced by other values. */
export function* changes(value: unknown, others = VALUES): Generator<unknown> {
  yield* others;
  if (Array.isArray(value))
    for (const [i, item] of value.entries()) {
      yield [...value, item];
      for (const changed of changes(item, others)) yield value.map((other, j) => (i === j ? changed : other));
    }
  if (isBlock(value))
    for (const [key, item] of Object.entries(value)) {
      const { [key]: _dropped, ...rest } = value;
      yield rest;
      yield { ...rest, [`${key}x`]: item };
      for (const changed of changes(item, others)) yield { ...rest, [key]: changed };
    }
}

export const crds: readonly Printed[] = [...istio, ...gatewayApi, ...argocd, ...flux];

/** The schema of an object's `spec`. */
export function schemaOf(apiVersion: string, kind: string): Schema {
  const [group, version] = apiVersion.split('/');
  const crd = crds.find(({ spec }) => spec.group === group && spec.names.kind === kind);
  return crd.spec.versions.find(({ name }: Printed) => name === version).schema.openAPIV3Schema.properties.spec;
}
