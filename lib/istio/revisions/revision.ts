import { isDnsLabel } from '../../kit/formats/formats';
import { refuse } from '../../kit/problems';
import { serviceKey } from '../../model/hosts/names';
import { INSTALL } from '../../problems/installation/install';
import type { IstioProps } from '../props';

/** What `revision: undefined` is called in labels and in proxies. */
export const DEFAULT_REVISION = 'default';

/** Port of istiod that serves configuration and certificates over TLS. */
export const XDS_PORT = 15012;

/** A label with which a namespace or a pod chooses its control plane. */
export interface InjectionLabel {
  readonly key: 'istio-injection' | 'istio.io/rev';
  readonly value: string;
}

/** What a namespace, a gateway or a pod follows: a `Revision`, or a tag that points to one. */
export interface RevisionHandle {
  /** `default`, or the name of the revision or tag. */
  readonly name: string;
  /** Namespace of the control plane. */
  readonly namespace: string;
  /** The label that has pods injected by it. */
  readonly injectionLabel: InjectionLabel;
}

/** A control plane as gateways and namespaces see it: a revision or a tag, and the props behind it. */
export interface ControlPlane {
  readonly revision: RevisionHandle;
  readonly props: IstioProps;
}

/** One control plane of a mesh, as others refer to it: names and addresses, no objects. */
export class Revision implements RevisionHandle {
  readonly name: string;
  readonly namespace: string;
  readonly injectionLabel: InjectionLabel;
  /** Ends the name of each of its objects: empty, or `-<name>`. */
  readonly suffix: string;
  /** Its Service, which proxies and the API server call. */
  readonly service: string;
  /** In-cluster host of that Service. */
  readonly host: string;
  /** Where proxies get configuration and certificates: host and port. */
  readonly xdsAddress: string;

  /** @throws MESH600 if the name is none that Kubernetes accepts in `istiod-<name>`, or `default` */
  constructor(props: Pick<IstioProps, 'namespace' | 'revision'>) {
    const { namespace, revision } = props;
    if (revision !== undefined && (revision === DEFAULT_REVISION || !isDnsLabel(`istiod-${revision}`)))
      refuse(revision, INSTALL.revisionName(revision));
    this.name = revision ?? DEFAULT_REVISION;
    this.namespace = namespace;
    this.injectionLabel =
      revision === undefined ? { key: 'istio-injection', value: 'enabled' } : { key: 'istio.io/rev', value: revision };
    this.suffix = revision === undefined ? '' : `-${revision}`;
    this.service = this.of('istiod');
    this.host = serviceKey({ name: this.service, namespace });
    this.xdsAddress = `${this.host}:${XDS_PORT}`;
  }

  /** Name of this revision's own object: `of('istiod')` is `istiod` or `istiod-<name>`. */
  of(object: string): string {
    return `${object}${this.suffix}`;
  }
}
