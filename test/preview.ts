import { expect } from '@jest/globals';
import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { IPodTemplateSpec } from 'kubernetes-models/v1/PodTemplateSpec';
import { preview } from '../lib/istio/injection/preview';
import { defaultProfile } from '../lib/istio/profiles/default';
import type { IstioProps } from '../lib/istio/props';
import { override, type Patch } from '../lib/kit/override';

export type Labels = Readonly<Record<string, string>>;
export interface Wish {
  readonly annotations?: Labels;
  readonly labels?: Labels;
  readonly spec?: Partial<IPodSpec>;
  readonly istio?: Patch<IstioProps>;
  readonly native?: boolean;
}

export const APP: IContainer = { name: 'shop', image: 'shop:v1', ports: [{ name: 'http', containerPort: 8080 }] };
export const workload = ({ annotations = {}, labels = { app: 'shop' }, spec = {} }: Wish) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'shop', namespace: 'prod' },
  spec: { template: { metadata: { labels, annotations }, spec: { containers: [APP], ...spec } } },
});
export const run = (wish: Wish) =>
  preview(override(defaultProfile, wish.istio ?? {}), workload(wish), { nodesAreNative: wish.native ?? true });

export function injected(
  wish: Wish,
): Required<Pick<IPodTemplateSpec, 'metadata' | 'spec'>> & { readonly proxy: IContainer } {
  const { object } = run(wish);
  const { template } = (object as { readonly spec: { readonly template: IPodTemplateSpec } }).spec;
  const spec = template.spec as IPodSpec;
  const proxy = [...spec.containers, ...(spec.initContainers ?? [])].find(({ name }) => name === 'istio-proxy');
  return { metadata: template.metadata ?? {}, spec, proxy: proxy ?? { name: 'none' } };
}
export const names = (list: readonly { readonly name: string }[] | undefined) => list?.map(({ name }) => name);
export const envOf = (container: IContainer, name: string) => container.env?.find((one) => one.name === name)?.value;
export const failure = (wish: Wish) => expect(() => run(wish));
