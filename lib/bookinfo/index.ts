import { Construct } from 'constructs';
import type { RevisionHandle } from '../istio/revisions/revision';
import { MeshNamespace } from '../mesh/namespace';
import { Details } from './details';
import { Productpage } from './productpage';
import { Ratings } from './ratings';
import { Reviews } from './reviews';
import type { BookinfoOptions } from './service';

export interface BookinfoProps extends BookinfoOptions {
  /** Control plane whose sidecars the pods get. */
  readonly injection: RevisionHandle | boolean;
  /** @default 'bookinfo' */
  readonly namespace?: string;
}

/** Istio's sample application: four services, three versions of reviews, in a namespace of its own. */
export class Bookinfo extends Construct {
  readonly namespace: MeshNamespace;
  readonly details: Details;
  readonly ratings: Ratings;
  readonly reviews: Reviews;
  readonly productpage: Productpage;

  constructor(scope: Construct, id: string, props: BookinfoProps) {
    super(scope, id);
    const { injection, namespace: name = 'bookinfo', ...options } = props;
    this.namespace = new MeshNamespace(this, 'Namespace', { name, injection });
    this.details = new Details(this.namespace, options);
    this.ratings = new Ratings(this.namespace, options);
    this.reviews = new Reviews(this.namespace, this.ratings, options);
    this.productpage = new Productpage(this.namespace, [this.details, this.reviews], options);
  }
}
