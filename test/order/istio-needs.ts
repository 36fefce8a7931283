import { type StringMap, selects } from '../../lib/kit/formats/labels';
import { hostKey, serviceOfHost } from '../../lib/model/hosts/names';
import { type Need, type Planned, podOf } from './needs';

interface Destination {
  readonly destination?: { readonly host: string; readonly subset?: string };
}

interface Spec {
  readonly gateways?: readonly string[];
  readonly selector?: StringMap;
  readonly parentRefs?: readonly { readonly name: string; readonly namespace?: string }[];
  readonly http?: readonly { readonly route?: readonly Destination[] }[];
  readonly tcp?: readonly { readonly route?: readonly Destination[] }[];
  readonly tls?: readonly { readonly route?: readonly Destination[] }[];
  readonly host?: string;
  readonly rules?: readonly {
    readonly backendRefs?: readonly { readonly name: string; readonly namespace?: string; readonly kind?: string }[];
  }[];
}

const specOf = (object: Planned): Spec => (object as Planned & { readonly spec?: Spec }).spec ?? {};

const isService = (host: string, from: Planned) => (other: Planned) => {
  const service = serviceOfHost(host, from.metadata.namespace ?? 'default');
  return (
    other.kind === 'Service' && other.metadata.name === service?.name && other.metadata.namespace === service.namespace
  );
};

const sameHost = (one: string, from: Planned, two: string, to: Planned): boolean =>
  hostKey(one, from.metadata.namespace ?? 'default') === hostKey(two, to.metadata.namespace ?? 'default');

function gateway(object: Planned, name: string, namespace = object.metadata.namespace): Need {
  return {
    as: `gateway ${name}`,
    is: ({ kind, metadata }) => kind === 'Gateway' && metadata.name === name && metadata.namespace === namespace,
  };
}

/** A route needs its gateway, the Services that it leads to, and the subsets that it names. */
function ofRoute(object: Planned): readonly Need[] {
  const { gateways = [], parentRefs = [], http = [], tcp = [], tls = [], rules = [] } = specOf(object);
  const destinations = [...http, ...tcp, ...tls].flatMap(({ route = [] }) =>
    route.flatMap((one) => one.destination ?? []),
  );
  return [
    ...gateways
      .filter((name) => name !== 'mesh')
      .map((reference) => {
        const [name = '', namespace] = reference.split('/').toReversed();
        return gateway(object, name, namespace);
      }),
    ...(object.kind.endsWith('Route') ? parentRefs.map(({ name, namespace }) => gateway(object, name, namespace)) : []),
    ...destinations.flatMap(({ host, subset }) => [
      { as: `the Service of ${host}`, optional: true, is: isService(host, object) },
      ...(subset === undefined
        ? []
        : [
            {
              as: `the subsets of ${host}`,
              is: (other: Planned) =>
                other.kind === 'DestinationRule' && sameHost(specOf(other).host ?? '', other, host, object),
            },
          ]),
    ]),
    ...rules.flatMap(({ backendRefs = [] }) =>
      backendRefs
        .filter(({ kind = 'Service' }) => kind === 'Service')
        .map(({ name, namespace }) => ({
          as: `the Service ${name}`,
          is: isService(namespace === undefined ? name : `${name}.${namespace}.svc`, object),
        })),
    ),
  ];
}

/** What Istio's own resources need: routes as above; a gateway, the pods that it configures. */
export function routePrerequisitesOf(object: Planned): readonly Need[] {
  if (object.apiVersion.startsWith('networking.istio.io/') && object.kind === 'Gateway') {
    const { selector } = specOf(object);
    const carries = (labels: StringMap = {}) => selects(selector, labels);
    return [{ as: 'the pods that it configures', is: (other) => carriesOn(other, carries) }];
  }
  return ofRoute(object);
}

const carriesOn = (object: Planned, carries: (labels?: StringMap) => boolean): boolean => {
  const pod = podOf(object);
  return pod !== undefined && carries(pod.metadata?.labels);
};
