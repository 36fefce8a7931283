import { GATEWAY_API_CRDS, ISTIO_CRDS } from '../../istio/base/crds';
import { type Block, blockOf, listOf } from '../../kit/json';
import { readManifests } from '../../kit/read-yaml';
import { groupOf, type KubeObject } from '../../model/object';
import { kubernetesProse } from './kubernetes';
import type { Path } from './props';

/** The schema of a kind, where Istio or the Gateway API define it. */
function schemaOf({ apiVersion, kind }: KubeObject): Block | undefined {
  const text = [ISTIO_CRDS, GATEWAY_API_CRDS]
    .map((one) => one.text)
    .find((one) => one.includes(`group: ${groupOf(apiVersion)}\n`) && one.includes(`kind: ${kind}\n`));
  const crds = (
    text === undefined
      ? []
      : text
          .split(/^---$/m)
          .filter((one) => one.includes(`kind: ${kind}\n`) && one.includes(`group: ${groupOf(apiVersion)}\n`))
  ).flatMap((one) => readManifests(one));
  const crd = crds.map((one) => blockOf(blockOf(one)['spec'])).find((spec) => blockOf(spec['names'])['kind'] === kind);
  const version = listOf(crd?.['versions'])
    .map(blockOf)
    .find(({ name }) => name === apiVersion.split('/')[1]);
  return version === undefined ? undefined : blockOf(blockOf(version['schema'])['openAPIV3Schema']);
}

const below = (schema: Block, step: string | number): Block =>
  typeof step === 'number'
    ? blockOf(schema['items'])
    : blockOf(blockOf(schema['properties'])[step] ?? schema['additionalProperties']);

/** What Istio, the Gateway API or Kubernetes say of a field: of the deepest part of its path that they speak of. */
export function proseOf(object: KubeObject, path: Path): string | undefined {
  let schema = schemaOf(object);
  let found: string | undefined;
  for (const step of path) {
    schema = schema && below(schema, step);
    const said = schema?.['description'];
    if (typeof said === 'string') found = said;
  }
  found ??= kubernetesProse(object, path);
  return found?.replaceAll(/\s+/g, ' ').trim();
}
