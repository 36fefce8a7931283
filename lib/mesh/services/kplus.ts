import { JsonPatch } from 'cdk8s';
import * as kplus from 'cdk8s-plus-27';
import type { Construct } from 'constructs';
import type { ISecurityContext } from 'kubernetes-models/v1/SecurityContext';
import type { PullPolicy, Resources } from '../../istio/props';
import { defined, filled } from '../../kit/defined';
import { type Block, changedBlocks } from '../../kit/json';
import type { Labels } from './handles';
import type { ServicePort } from './ports';

/** What cdk8s-plus writes although the API server would default it, or nobody asked for it. */
const DEFAULTS: Readonly<Record<string, unknown>> = {
  minReadySeconds: 0,
  progressDeadlineSeconds: 600,
  strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: { value: '25%' }, maxUnavailable: { value: '25%' } } },
};
/** Seconds in which a pod may end, where nothing else is said. */
export const GRACE = 30;
const POD_DEFAULTS: Readonly<Record<string, unknown>> = {
  restartPolicy: 'Always',
  securityContext: { runAsNonRoot: false, fsGroupChangePolicy: 'Always' },
  dnsPolicy: 'ClusterFirst',
  setHostnameAsFqdn: false,
  automountServiceAccountToken: true,
  hostNetwork: false,
  terminationGracePeriodSeconds: GRACE,
};

/** `object` without the fields that hold their default, or nothing. */
const without = <T extends object>(object: T, defaults: Readonly<Record<string, unknown>>): T =>
  Object.fromEntries(
    Object.entries(object).filter(
      ([key, value]) =>
        value !== undefined && (!(key in defaults) || JSON.stringify(value) !== JSON.stringify(defaults[key])),
    ),
  ) as T;

/** The parts of a container that are written as they were given: cdk8s-plus rounds amounts and adds opinions of its own. */
export interface ContainerExtras {
  readonly resources?: Resources;
  readonly readiness?: { readonly path: string; readonly port: number };
  readonly pullPolicy?: PullPolicy;
}

const quantities = (amounts: Readonly<Record<string, string | undefined>> | undefined) =>
  amounts && Object.fromEntries(Object.entries(amounts).map(([k, v]) => [k, kplus.k8s.Quantity.fromString(v ?? '0')]));

/** A cdk8s-plus container that holds what it was given and nothing else. */
export class PlainContainer extends kplus.Container {
  constructor(
    props: kplus.ContainerProps,
    private readonly extras: ContainerExtras,
  ) {
    super({ ...props, resources: {} });
  }

  override _toKube(): kplus.k8s.Container {
    const { securityContext: _, imagePullPolicy: __, ...container } = super._toKube();
    const { resources, readiness, pullPolicy } = this.extras;
    return defined({
      ...container,
      imagePullPolicy: pullPolicy,
      resources:
        resources && defined({ requests: quantities(resources.requests), limits: quantities(resources.limits) }),
      readinessProbe: readiness && {
        httpGet: { path: readiness.path, port: kplus.k8s.IntOrString.fromNumber(readiness.port) },
      },
    }) as kplus.k8s.Container;
  }
}

/** Fields as cdk8s has them: by their names. */
const inOrder = (block: Block): Block => Object.fromEntries(Object.entries(block).sort(([a], [b]) => (a < b ? -1 : 1)));

/** What the first container has, in fields or with values that are newer than cdk8s-plus' types, which would drop them. */
interface NewerFields {
  readonly lifecycle?: { readonly preStop: object };
  readonly securityContext?: ISecurityContext;
}

/** A cdk8s-plus Deployment without cdk8s' own label and without the API server's defaults; pods are found by their own labels. */
export class PlainDeployment extends kplus.Deployment {
  constructor(
    scope: Construct,
    id: string,
    private readonly labels: Labels,
    props: kplus.DeploymentProps,
    newer: NewerFields = {},
  ) {
    super(scope, id, {
      automountServiceAccountToken: true,
      securityContext: { ensureNonRoot: false },
      ...props,
      select: false,
    });
    this.select(kplus.LabelSelector.of({ labels: { ...labels } }));
    if (Object.keys(newer).length > 0) this.add(newer);
  }

  private add({ lifecycle, securityContext }: NewerFields): void {
    const { apiObject } = this;
    const written = apiObject.toJson.bind(apiObject);
    apiObject.toJson = () => {
      const object = written();
      const [first, ...others] = object.spec.template.spec.containers;
      const own = lifecycle && { ...first.lifecycle, ...lifecycle };
      const whole = { ...first, ...defined({ lifecycle: own, securityContext }) };
      object.spec.template.spec.containers = [changedBlocks(whole, inOrder), ...others];
      return object;
    };
  }

  /** Services, network policies and affinities of others select these pods by their own labels. */
  override toPodSelectorConfig(): kplus.PodSelectorConfig {
    const labelSelector = kplus.LabelSelector.of({ labels: { ...this.labels } });
    const { namespace } = this.metadata;
    return namespace === undefined ? { labelSelector } : { labelSelector, namespaces: { names: [namespace] } };
  }

  override _toKube(): kplus.k8s.DeploymentSpec {
    const spec = without(super._toKube(), DEFAULTS);
    const { metadata, spec: pod } = spec.template;
    const labels = { ...metadata?.labels };
    delete labels[kplus.Pod.ADDRESS_LABEL];
    return {
      ...spec,
      template: { metadata: { ...metadata, labels }, ...(pod && { spec: without(pod, POD_DEFAULTS) }) },
    };
  }
}

export const SERVICE_TYPES = ['ClusterIP', 'NodePort', 'LoadBalancer'] as const;
export type ServiceType = (typeof SERVICE_TYPES)[number];

/** IP families of a Service, in order of preference. */
export interface IpFamilies {
  readonly policy: 'SingleStack' | 'PreferDualStack' | 'RequireDualStack';
  readonly families?: readonly ('IPv4' | 'IPv6')[];
}

export const TRAFFIC_DISTRIBUTIONS = ['PreferClose', 'PreferSameZone', 'PreferSameNode'] as const;

/** How a Service is reached. */
export interface ServiceOptions {
  /** @default 'ClusterIP' */
  readonly type?: ServiceType;
  /** @default - the cluster's own */
  readonly ipFamilies?: IpFamilies;
  /** Callers prefer endpoints that are near, and others only if those fail. Kubernetes' `trafficDistribution`. @default - all alike */
  readonly trafficDistribution?: (typeof TRAFFIC_DISTRIBUTIONS)[number];
}

/** A cdk8s-plus Service with each port's appProtocol, and without empty fields. */
export class PlainService extends kplus.Service {
  constructor(
    scope: Construct,
    id: string,
    metadata: kplus.ServiceProps['metadata'] & object,
    selector: Labels,
    private readonly servicePorts: readonly ServicePort[],
    private readonly options: ServiceOptions = {},
  ) {
    super(scope, id, {
      metadata,
      ports: servicePorts.map(({ port, name, targetPort, nodePort }) => defined({ port, name, targetPort, nodePort })),
    });
    for (const [key, value] of Object.entries(selector)) this.selectLabel(key, value);
    // Kubernetes' own field is newer than cdk8s-plus' types, which would drop it; Istio reads either.
    const { trafficDistribution } = options;
    if (trafficDistribution !== undefined)
      this.metadata.addAnnotation('networking.istio.io/traffic-distribution', trafficDistribution);
  }

  override _toKube(): kplus.k8s.ServiceSpec {
    const { externalIPs, type: _, ports = [], ...spec } = super._toKube();
    const { type, ipFamilies } = this.options;
    return {
      ...spec,
      ...defined({
        externalIPs: filled(externalIPs),
        type: type === 'ClusterIP' ? undefined : type,
        ipFamilyPolicy: ipFamilies?.policy,
        ipFamilies: filled([...(ipFamilies?.families ?? [])]),
      }),
      ports: ports.map((port) => ({
        ...port,
        ...defined({ appProtocol: this.servicePorts.find(({ name }) => name === port.name)?.appProtocol }),
      })),
    };
  }
}

/** A cdk8s-plus ServiceAccount that leaves the token to its pods. */
export class PlainServiceAccount extends kplus.ServiceAccount {
  constructor(scope: Construct, id: string, metadata: kplus.ServiceAccountProps['metadata'] & object) {
    super(scope, id, { metadata });
    this.apiObject.addJsonPatch(JsonPatch.remove('/automountServiceAccountToken'));
  }
}
