import type { SpecsByKind } from '../../model/mesh';
import type { HttpRule } from '../../model/routes/routes';

/** One rule of HTTP, in Istio's form, whichever API it was written in. */
export interface Rule {
  readonly rule: HttpRule;
  /** What wrote it: `VirtualService shop/cart http[0]`. */
  readonly by: string;
  /** In which its hosts are read. */
  readonly namespace: string;
}

export type Spec = SpecsByKind['VirtualService'];
export interface Connections<R> {
  readonly rule: R;
  readonly by: string;
  readonly namespace: string;
}

/** Rules for hosts, as istiod compares them with one another. */
export interface Routing {
  readonly name: string;
  readonly namespace: string;
  /** What a request is told that none of its rules matches. */
  readonly by: string;
  /** As keys of hosts. */
  readonly hosts: readonly string[];
  /** `mesh`, or `<namespace>/<gateway>`; of the Gateway API `<namespace>/<gateway>#<listener>`. */
  readonly gateways: readonly string[];
  readonly exportTo: readonly string[];
  /** Written in the Gateway API, whose prefixes are whole path elements. */
  readonly isApi: boolean;
  readonly http: readonly Rule[];
  readonly tls: readonly Connections<NonNullable<Spec['tls']>[number]>[];
  readonly tcp: readonly Connections<NonNullable<Spec['tcp']>[number]>[];
}
