import { Construct } from 'constructs';
import { check, refuse } from '../../kit/problems';
import { INSTALL } from '../../problems/installation/install';
import { Istiod } from '../istiod/istiod';
import { ValidationWebhook } from '../istiod/webhooks/validation-webhook';
import type { IstioProps, StringMap } from '../props';
import { ExternalIstiod } from '../remote/external-istiod';
import { RemoteIstiod } from '../remote/remote-istiod';
import { type ControlPlane, DEFAULT_REVISION, type Revision } from './revision';
import { RevisionTag } from './tag';

export interface ControlPlanesProps {
  /** The control plane that is followed where nothing else is said. */
  readonly istio: IstioProps;
  /** Others beside it, each with a `revision` of its own. */
  readonly revisions?: readonly IstioProps[];
  /** Control planes of other clusters that run here, each in a namespace of its own. */
  readonly external?: readonly IstioProps[];
  /** Names of revisions by tag. */
  readonly tags?: StringMap;
}

/** All control planes of a cluster, their tags, and the one validator of resources that no revision claims. */
export class ControlPlanes extends Construct {
  /** The one that is followed where nothing else is said. */
  readonly main: Istiod | RemoteIstiod;
  private readonly planes: ReadonlyMap<string, Istiod | RemoteIstiod>;
  private readonly tags: ReadonlyMap<string, RevisionTag>;

  /** @throws MESH605 for two control planes of one name, MESH606 for a tag with a revision's name, MESH607 for a tag without revision, MESH608 for two defaults */
  constructor(
    scope: Construct,
    id: string,
    private readonly props: ControlPlanesProps,
  ) {
    super(scope, id);
    const { istio, revisions = [], tags = {} } = props;
    this.main = this.controlPlane('Istiod', istio);
    const planes = new Map([[this.main.revision.name, this.main]]);
    for (const further of revisions) {
      const name = further.revision ?? DEFAULT_REVISION;
      if (planes.has(name)) refuse(this, INSTALL.revisionTwice(name));
      planes.set(name, this.controlPlane(`Istiod-${name}`, further));
    }
    this.planes = planes;
    this.tags = new Map(Object.entries(tags).map(([name, target]) => [name, this.tag(name, target)]));
    const isDefault = planes.has(DEFAULT_REVISION) || this.tags.has(DEFAULT_REVISION);
    check(this, () =>
      [istio, ...revisions].flatMap(({ injection, revision = DEFAULT_REVISION }) =>
        injection.enableNamespacesByDefault && !isDefault ? [INSTALL.everyNamespace(revision)] : [],
      ),
    );
    for (const one of props.external ?? []) new ExternalIstiod(this, `External-${one.namespace}`, one);
    if (istio.validation && (istio.remote === undefined || istio.remote.external))
      ValidationWebhook.ofCluster(this, 'DefaultValidation', this.byDefault(), istio.remote);
  }

  /** The control plane behind the name of a revision or tag. @throws MESH609 if nothing here has that name */
  follow(name: string | undefined): ControlPlane {
    if (name === undefined) return this.main;
    const tag = this.tags.get(name);
    const plane = this.planes.get(tag === undefined ? name : (this.props.tags?.[name] ?? name));
    if (plane === undefined) refuse(this, INSTALL.nothingToFollow(name, [...this.planes.keys(), ...this.tags.keys()]));
    return { revision: tag ?? plane.revision, props: plane.props };
  }

  private controlPlane(id: string, props: IstioProps): Istiod | RemoteIstiod {
    const { remote } = props;
    return remote === undefined ? new Istiod(this, id, props) : new RemoteIstiod(this, id, { ...props, remote });
  }

  private tag(name: string, target: string): RevisionTag {
    const plane = this.planes.get(target);
    if (plane === undefined) refuse(this, INSTALL.tagWithoutRevision(name, target, [...this.planes.keys()]));
    if (this.planes.has(name))
      refuse(this, name === DEFAULT_REVISION ? INSTALL.twoDefaults(target) : INSTALL.tagIsRevision(name));
    return new RevisionTag(this, `Tag-${name}`, { name, revision: plane.revision, istio: plane.props });
  }

  /** The revision without a name or with the tag `default`; failing both, the main one. */
  private byDefault(): Revision {
    const tagged = this.props.tags?.[DEFAULT_REVISION];
    return (this.planes.get(tagged ?? DEFAULT_REVISION) ?? this.main).revision;
  }
}
