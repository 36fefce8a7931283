import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import {
  Kustomization,
  type KustomizationSpecDependsOn,
  type KustomizationSpecHealthCheckExprs,
  KustomizationSpecSourceRefKind,
} from '../../../imports/kustomize.toolkit.fluxcd.io';
import { GitRepository } from '../../../imports/source.toolkit.fluxcd.io';
import type { ByFlux } from '../../installation/delivery';
import { type Delivered, nameOf, type Part } from '../dist/delivered';
import { type Stage, stageId } from '../order/stages';
import type { DeliveryProps } from '../program/props';

/** How long a stage may take to get ready before Flux says that it failed; it tries again all the same. */
const TIMEOUT = '5m';
const RETRY = '30s';

/** Stages whose objects take along what others keep in them when they go, so Flux never prunes there. */
const KEPT: readonly string[] = ['crds', 'namespaces'];

/** Until the server behind a webhook has put its CA there, every call of the webhook fails: the next stages wait for it. */
const HAS_CA = 'webhooks.all(w, !has(w.clientConfig.service) || has(w.clientConfig.caBundle))';
const WEBHOOKS: readonly KustomizationSpecHealthCheckExprs[] = [
  'MutatingWebhookConfiguration',
  'ValidatingWebhookConfiguration',
].map((kind) => ({ apiVersion: 'admissionregistration.k8s.io/v1', kind, current: HAS_CA }));

/** Whether a revision of Git is a commit; else it is a branch. */
const isCommit = (revision: string): boolean => /^[0-9a-f]{40}$/.test(revision);

/** One Kustomization for each stage of an environment, which waits for the stages of the wave before. */
export class Kustomizations extends Chart {
  constructor(scope: Construct, id: string, props: DeliveryProps, { environment, delivery, parts }: Delivered<ByFlux>) {
    super(scope, id);
    const { namespace, source, interval } = props.flux;
    if (source === undefined)
      new GitRepository(this, 'Source', {
        metadata: { name: props.project, namespace },
        spec: {
          url: props.repository,
          ref: isCommit(props.revision) ? { commit: props.revision } : { branch: props.revision },
          interval,
        },
      });
    const name = ({ name: stage }: Stage) => `${props.project}-${nameOf(environment)}-${stage}`;
    for (const part of parts)
      new Kustomization(this, stageId(part.stage), {
        metadata: { name: name(part.stage), namespace },
        spec: {
          path: `./${props.path}/flux/${environment}/${stageId(part.stage)}`,
          sourceRef: { kind: KustomizationSpecSourceRefKind.GIT_REPOSITORY, name: source ?? props.project },
          ...dependsOn(before(part, parts).map((stage) => ({ name: name(stage) }))),
          interval,
          retryInterval: RETRY,
          timeout: TIMEOUT,
          prune: !KEPT.includes(part.stage.name),
          wait: true,
          ...health(part),
          ...(delivery.kubeconfig === undefined ? {} : { kubeConfig: { secretRef: { name: delivery.kubeconfig } } }),
        },
      });
  }
}

const dependsOn = (stages: KustomizationSpecDependsOn[]) => (stages.length === 0 ? {} : { dependsOn: stages });

function health({ kinds }: Part): { readonly healthCheckExprs?: KustomizationSpecHealthCheckExprs[] } {
  const found = WEBHOOKS.filter(({ kind }) => kinds.some((one) => one.kind === kind));
  return found.length === 0 ? {} : { healthCheckExprs: found };
}

/** The stages of the last wave before that of a part. */
function before({ stage }: Part, parts: readonly Part[]): readonly Stage[] {
  const earlier = parts.map((one) => one.stage).filter(({ wave }) => wave < stage.wave);
  const last = Math.max(...earlier.map(({ wave }) => wave));
  return earlier.filter(({ wave }) => wave === last);
}
