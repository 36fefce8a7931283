import { Construct } from 'constructs';
import { defined } from '../kit/defined';
import type { PodSecurity } from '../kit/formats/pod-security';
import type { GatewayPods, Listeners } from '../mesh/edge/listeners';
import type { Api } from '../mesh/route/route';
import { type Injection, MeshNamespace } from '../mesh/services/namespace';
import { mustBe } from '../schema/props';
import { Details } from './details';
import { bookinfoGateway } from './gateway';
import { Productpage } from './productpage';
import { Ratings } from './ratings';
import { Reviews } from './reviews';
import type { BookinfoOptions } from './service';
import { TASKS, type TaskName } from './tasks';
import type { Services } from './tasks/task';

/** What an environment says of Bookinfo. */
export interface BookinfoSettings extends BookinfoOptions {
  /** @default 'bookinfo' */
  readonly namespace?: string;
  /** What the API server demands of the pods. @default - what the cluster demands anyway */
  readonly podSecurity?: PodSecurity;
  /** Whose routes: Istio's API or the Gateway API. @default 'istio' */
  readonly api?: Api;
  /** Policies that are switched on, by name. @default - none */
  readonly tasks?: readonly TaskName[];
}

export interface BookinfoProps extends BookinfoSettings {
  /** How the pods join the mesh. */
  readonly injection: Injection;
  /** Where requests enter. @default - nowhere, unless the Gateway API deploys a gateway of its own */
  readonly ingress?: GatewayPods;
  /** Namespace of the control plane. @default 'istio-system' */
  readonly rootNamespace?: string;
}

/** Istio's sample application: four services, three versions of reviews, in a namespace of its own, and how requests enter. */
export class Bookinfo extends Construct implements Services {
  readonly namespace: MeshNamespace;
  readonly details: Details;
  readonly ratings: Ratings;
  readonly reviews: Reviews;
  readonly productpage: Productpage;
  /** What the ingress serves, where requests enter. */
  readonly listeners: Listeners | undefined;

  constructor(scope: Construct, id: string, props: BookinfoProps) {
    super(scope, id);
    mustBe(this, 'BookinfoProps', props);
    const { injection, ingress, rootNamespace = 'istio-system', namespace: name = 'bookinfo', ...settings } = props;
    const { tasks = [], api = 'istio', podSecurity, ...chosen } = settings;
    const options = { ...chosen, serviceForEachVersion: chosen.serviceForEachVersion ?? api === 'gateway-api' };
    this.namespace = new MeshNamespace(this, 'Namespace', { name, injection, ...defined({ podSecurity }) });
    this.details = new Details(this.namespace, options);
    this.ratings = new Ratings(this.namespace, options);
    this.reviews = new Reviews(this.namespace, this.ratings, options);
    this.productpage = new Productpage(this.namespace, [this.details, this.reviews], options);

    const door = api === 'gateway-api' ? ({ api } as const) : ingress && { api, gateway: ingress };
    this.listeners = door && bookinfoGateway(this.namespace, door, this.productpage.port(9080));

    const root = new MeshNamespace(this, 'Root', { name: rootNamespace, injection: false, existing: true });
    const { namespace, details, ratings, reviews, productpage } = this;
    const services = { namespace, details, ratings, reviews, productpage };
    for (const task of new Set(tasks)) {
      const below = new Construct(namespace, `Task-${task}`);
      TASKS[task].apply({ ...services, scope: below, root, api, ...(ingress && { ingress }) });
    }
  }
}
