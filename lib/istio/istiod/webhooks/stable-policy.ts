import { Construct } from 'constructs';
import type { IValidatingAdmissionPolicy } from 'kubernetes-models/admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy';
import type { IValidatingAdmissionPolicyBinding } from 'kubernetes-models/admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding';
import { manifest } from '../../../kit/manifest';
import { istioLabels } from '../../parts/labels';
import type { Revision } from '../../revisions/revision';

const UNSTABLE_KINDS = ['EnvoyFilter', 'WasmPlugin', 'ProxyConfig'];

/** A list of the resource's spec has an entry with a field. CEL. */
const anyOf = (list: string, name: string, field: string): string =>
  `(has(object.spec.${list}) ? object.spec.${list} : {}).exists(${name}, has(${name}.${field}))`;

const UNSTABLE_TELEMETRY = `!(
  variables.isTelemetry && (
    ${anyOf('tracing', 't', 'useRequestIdForTraceSampling')} ||
    ${anyOf('metrics', 'm', 'reportingInterval')} ||
    ${anyOf('accessLogging', 'l', 'filter')}
  )
)
`;

const UNSTABLE_AUTHORIZATION = `!(
  variables.isAuthorizationPolicy &&
  has(object.spec.rules) &&
  object.spec.rules.exists(r,
    has(r.from) && r.from.exists(f,
      has(f.source) && (has(f.source.trustDomains) || has(f.source.notTrustDomains))
    )
  )
)`;

/** Has the API server itself refuse what is not stable in the mesh API, among the resources of one revision. */
export class StablePolicy extends Construct {
  constructor(scope: Construct, id: string, revision: Revision) {
    super(scope, id);
    const called = (prefix: string) => `${revision.of(prefix)}-${revision.namespace}.istio.io`;
    const name = called('stable-channel-policy');
    manifest<IValidatingAdmissionPolicy>(this, 'Policy', {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicy',
      metadata: { name, labels: istioLabels('istiod') },
      spec: {
        failurePolicy: 'Fail',
        matchConstraints: {
          objectSelector: {
            matchExpressions: [{ key: 'istio.io/rev', operator: 'In', values: [revision.name] }],
          },
          resourceRules: [
            {
              apiGroups: ['security', 'networking', 'telemetry', 'extensions'].map((group) => `${group}.istio.io`),
              apiVersions: ['*'],
              operations: ['CREATE', 'UPDATE'],
              resources: ['*'],
            },
          ],
        },
        variables: [...UNSTABLE_KINDS, 'Telemetry', 'AuthorizationPolicy'].map((kind) => ({
          name: `is${kind}`,
          expression: `object.kind == '${kind}'`,
        })),
        validations: [
          ...UNSTABLE_KINDS.map((kind) => `!variables.is${kind}`),
          UNSTABLE_TELEMETRY,
          UNSTABLE_AUTHORIZATION,
        ].map((expression) => ({ expression })),
      },
    });
    manifest<IValidatingAdmissionPolicyBinding>(this, 'Binding', {
      apiVersion: 'admissionregistration.k8s.io/v1',
      kind: 'ValidatingAdmissionPolicyBinding',
      metadata: { name: called('stable-channel-policy-binding') },
      spec: { policyName: name, validationActions: ['Deny'] },
    });
  }
}
