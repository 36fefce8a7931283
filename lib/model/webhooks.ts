import type { LabelSelector } from '../kit/formats/labels';
import { blockOf, listOf } from '../kit/json';
import type { Written } from './mesh';

/** A webhook of a configuration, as far as rules read it. */
export interface Webhook {
  readonly name: string;
  readonly namespaceSelector?: LabelSelector;
  readonly objectSelector?: LabelSelector;
  readonly clientConfig?: {
    readonly url?: string;
    readonly service?: { readonly name: string; readonly namespace: string };
  };
}

/** The webhooks of a configuration; what is none is left out. */
export const webhooksOf = ({ object }: Written<unknown>): readonly Webhook[] =>
  listOf(blockOf(object)['webhooks'])
    .map(blockOf)
    .filter(({ name }) => typeof name === 'string') as unknown as readonly Webhook[];

/** Istio's injector, whose webhooks end with its domain. */
export const isInjectionWebhook = ({ name }: Webhook): boolean => name.endsWith('istio.io');
