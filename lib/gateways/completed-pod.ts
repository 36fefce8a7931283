import type { IPodTemplateSpec } from 'kubernetes-models/v1/PodTemplateSpec';
import type { StringMap } from '../istio/props';
import { defined } from '../kit/defined';
import { networkView } from './injected-pod';
import type { GatewayProps } from './props';
import { secretsOf } from './rendered-pod';

/** What a gateway has beside its proxy: all that the charts leave of its pod where a template of istiod adds the proxy. */
const isItsOwn = (gateway: GatewayProps) => {
  const volumes = [...secretsOf(gateway), ...(gateway.volumes ?? [])].map(({ name }) => name);
  const mounted = (gateway.volumeMounts ?? []).map(({ name }) => name);
  const variables = ['ISTIO_META_UNPRIVILEGED_POD', ...networkView(gateway).map(({ name }) => name)];
  const given = (gateway.env ?? []).map(({ name }) => name);
  return {
    volume: ({ name }: { readonly name: string }) => volumes.includes(name),
    mount: ({ name }: { readonly name: string }) => volumes.includes(name) || mounted.includes(name),
    variable: ({ name }: { readonly name: string }) => variables.includes(name) || given.includes(name),
  };
};

/** Labels and annotations by which istiod leaves a rendered pod alone. */
const LEFT_ALONE = ['istio.io/dataplane-mode', 'istio.io/rev'];
const without = (map: StringMap = {}): StringMap =>
  Object.fromEntries(Object.entries(map).filter(([key]) => !LEFT_ALONE.includes(key)));

/** The rendered pod without its proxy, as the charts istio-ingress and istio-egress make it with `injectionTemplate`. */
export function completedPod(
  { metadata, spec }: IPodTemplateSpec,
  gateway: GatewayProps,
  template: string,
  followed: StringMap,
): IPodTemplateSpec {
  const own = isItsOwn(gateway);
  const [proxy, ...others] = spec?.containers ?? [];
  const { args: _args, readinessProbe: _probe, ...kept } = { ...proxy };
  return {
    metadata: {
      labels: { ...without(metadata?.labels), ...followed, 'sidecar.istio.io/inject': 'true', ...gateway.podLabels },
      annotations: {
        ...without(metadata?.annotations),
        'sidecar.istio.io/inject': 'true',
        'inject.istio.io/templates': template,
        ...defined({ 'sidecar.istio.io/proxyImage': gateway.image?.reference }),
        ...gateway.podAnnotations,
      },
    },
    spec: {
      ...spec,
      containers: [
        {
          ...kept,
          name: 'istio-proxy',
          image: 'auto',
          env: proxy?.env?.filter(own.variable) ?? [],
          ...defined({ readinessProbe: gateway.container?.readinessProbe }),
          volumeMounts: proxy?.volumeMounts?.filter(own.mount) ?? [],
        },
        ...others,
      ],
      volumes: spec?.volumes?.filter(own.volume) ?? [],
    },
  } as IPodTemplateSpec;
}
