import { collect } from '../../model/collect';
import { address, type Manifest } from '../dist/manifest';
import { ofGateways } from './of-gateways';
import { ofNamespace } from './of-installation';
import { ofPod } from './of-pods';
import type { NeededSecret } from './secret';

/** The Secrets that objects need to work and none of them brings, each once. */
export function secretsNeeded(objects: readonly Manifest[]): readonly NeededSecret[] {
  const brought = new Set(objects.flatMap(broughtBy));
  const needs = new Map<string, NeededSecret>();
  const mesh = collect(objects.map((object) => ({ place: address(object), object })));
  for (const need of [
    ...ofGateways(mesh),
    ...objects.flatMap((object) => [...ofPod(object), ...ofNamespace(object)]),
  ]) {
    const id = `${need.namespace}/${need.name}`;
    const known = needs.get(id);
    if (brought.has(id)) continue;
    needs.set(id, known === undefined ? need : both(known, need));
  }
  return [...needs.values()];
}

/** One Secret that two objects need holds what either reads; who knows its keys says how it is made. */
function both(one: NeededSecret, other: NeededSecret): NeededSecret {
  const { type } = other.keys.length > one.keys.length ? other : one;
  return { ...one, type, keys: [...new Set([...one.keys, ...other.keys])] };
}

/** What makes Secrets: a certificate's or an external secret's. */
function broughtBy({ kind, metadata, ...rest }: Manifest): readonly string[] {
  const { spec } = rest as {
    readonly spec?: { readonly secretName?: string; readonly target?: { readonly name?: string } };
  };
  if (kind === 'Secret') return [`${metadata.namespace}/${metadata.name}`];
  if (kind === 'Certificate' && spec?.secretName !== undefined) return [`${metadata.namespace}/${spec.secretName}`];
  return kind === 'ExternalSecret' ? [`${metadata.namespace}/${spec?.target?.name ?? metadata.name}`] : [];
}
