import type { ILabelSelectorRequirement } from '@kubernetes-models/apimachinery/apis/meta/v1/LabelSelectorRequirement';
import { Construct } from 'constructs';
import type { IValidatingWebhookConfiguration } from 'kubernetes-models/admissionregistration.k8s.io/v1/ValidatingWebhookConfiguration';
import { defined } from '../../../kit/defined';
import { manifest } from '../../../kit/manifest';
import { istioLabels } from '../../parts/labels';
import type { StringMap } from '../../props';
import type { Revision } from '../../revisions/revision';
import type { RemoteProps } from '../../surroundings';

export interface ValidationWebhookProps {
  /** Name of the ValidatingWebhookConfiguration. */
  readonly name: string;
  /** First part of the webhook's own name. */
  readonly webhook: string;
  readonly revision: Revision;
  /** Which Istio resources this one judges. */
  readonly resources: ILabelSelectorRequirement;
  readonly labels?: StringMap;
  /** Where it is answered. @default - by the revision's Service, with what istiod fills in */
  readonly remote?: Pick<RemoteProps, 'validationUrl' | 'caBundle'> | undefined;
}

/**
 * Has istiod judge Istio resources at admission. `caBundle` and `failurePolicy` are left out: istiod fills in the first, and the
 * second is the server's default, Fail, to which istiod would change it anyway. So the applied object is the settled one;
 * its stage is the last, because until istiod runs nothing that it judges is admitted.
 */
export class ValidationWebhook extends Construct {
  constructor(scope: Construct, id: string, props: ValidationWebhookProps) {
    super(scope, id);
    const { revision, remote = {} } = props;
    const labels = { app: 'istiod', istio: 'istiod', 'istio.io/rev': revision.name, ...props.labels };
    manifest<IValidatingWebhookConfiguration>(this, 'ValidatingWebhookConfiguration', {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingWebhookConfiguration',
      metadata: { name: props.name, labels: istioLabels('istiod', labels) },
      webhooks: [
        {
          name: `${props.webhook}.istio.io`,
          clientConfig: {
            ...(remote.validationUrl === undefined
              ? { service: { name: revision.service, namespace: revision.namespace, path: '/validate' } }
              : { url: remote.validationUrl }),
            ...defined({ caBundle: remote.caBundle }),
          },
          admissionReviewVersions: ['v1'],
          sideEffects: 'None',
          rules: [
            {
              operations: ['CREATE', 'UPDATE'],
              apiGroups: ['security', 'networking', 'telemetry', 'extensions'].map((group) => `${group}.istio.io`),
              apiVersions: ['*'],
              resources: ['*'],
              scope: '*', // the server's default, spelt out: lists are compared whole
            },
          ],
          objectSelector: { matchExpressions: [props.resources] },
        },
      ],
    });
  }

  /** Judges the resources that are labelled with this revision. */
  static ofRevision(scope: Construct, id: string, revision: Revision, remote?: RemoteProps): ValidationWebhook {
    return new ValidationWebhook(scope, id, {
      name: `${revision.of('istio-validator')}-${revision.namespace}`,
      webhook: 'rev.validation',
      revision,
      remote,
      resources: { key: 'istio.io/rev', operator: 'In', values: [revision.name] },
    });
  }

  /** Judges all other Istio resources, those without a revision label. One per cluster. */
  static ofCluster(scope: Construct, id: string, revision: Revision, remote?: RemoteProps): ValidationWebhook {
    return new ValidationWebhook(scope, id, {
      name: 'istiod-default-validator',
      webhook: 'validation',
      revision,
      remote,
      resources: { key: 'istio.io/rev', operator: 'DoesNotExist' },
      labels: { 'istio.io/tag': 'default' },
    });
  }
}
