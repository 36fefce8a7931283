import { VERSIONS } from '../../kit/versions';

/** Asked for as a value: as an import, the compiler would make a type of a megabyte of text in each check. */
const files: Readonly<
  Record<'istio' | 'gatewayApi' | 'gatewayApiGuard', string>
> = require('../../../imports/crds/files.json');

/** CRDs of one release. They belong to a cluster, whatever runs in it: `dist/crds/` has them once. */
export interface CrdSet {
  /** `istio-1.31.1`; the file is called so. */
  readonly name: string;
  /** The file's text, with the prose that `kubectl explain` shows. */
  readonly text: string;
  /** Objects that keep others from replacing these CRDs by older ones. They are applied after them, or not at all. */
  readonly guard?: string;
}

/** Source: `kubernetes/customresourcedefinitions.gen.yaml` of istio.io/api. */
export const ISTIO_CRDS: CrdSet = { name: `istio-${VERSIONS.istioApi}`, text: files.istio };

/**
 * The Gateway API's standard channel, and the ValidatingAdmissionPolicy with which it refuses older and experimental CRDs.
 * Source: `config/crd/standard` of sigs.k8s.io/gateway-api.
 */
export const GATEWAY_API_CRDS: CrdSet = {
  name: `gateway-api-${VERSIONS.gatewayApi}`,
  text: files.gatewayApi,
  guard: files.gatewayApiGuard,
};
