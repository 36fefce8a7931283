import { isDeepStrictEqual } from 'node:util';
import { ApiObject, type JsonPatch } from 'cdk8s';
import { Construct } from 'constructs';
import gatewayApi from '../../../imports/crds/gateway-api.json';
import istio from '../../../imports/crds/istio.json';
import { manifest, type Named } from '../../kit/manifest';
import { remembered } from '../../kit/once-per-object';

/** Adds official objects under their own names, unchanged. */
class Bundle extends Construct {
  constructor(scope: Construct, id: string, objects: readonly Named[]) {
    super(scope, id);
    for (const object of objects) {
      const name = `${object.kind}.${object.metadata?.name}`;
      if (object.kind === 'CustomResourceDefinition') new Crd(this, name, object);
      else manifest(this, name, object);
    }
  }
}

/**
 * A CRD stands in `imports/` as cdk8s would write it, and to resolve all that JSON takes longer than to print it: so it is that JSON, the
 * same object in every environment, but for what someone changes.
 */
class Crd extends ApiObject {
  private isPatched = false;

  constructor(
    scope: Construct,
    id: string,
    private readonly object: Named,
  ) {
    super(scope, id, object as ConstructorParameters<typeof ApiObject>[2]);
  }

  override addJsonPatch(...patches: JsonPatch[]): void {
    this.isPatched = true;
    super.addJsonPatch(...patches);
  }

  override toJson(): unknown {
    if (this.isPatched) return super.toJson();
    const metadata = this.metadata.toJson();
    return isDeepStrictEqual(metadata, this.object.metadata) ? this.object : { ...this.object, metadata };
  }
}

/** The 15 CRDs of Istio. Source: `kubernetes/customresourcedefinitions.gen.yaml` of istio.io/api, without its descriptions. */
export class IstioCrds extends Bundle {
  constructor(scope: Construct, id: string) {
    super(scope, id, istio);
  }
}

/**
 * The Gateway API's standard channel: its CRDs, and the ValidatingAdmissionPolicy that keeps an older or experimental
 * version from replacing them. Leave it out on a platform that brings its own.
 * Source: `config/crd/standard` of sigs.k8s.io/gateway-api, without its descriptions.
 */
export class GatewayApiCrds extends Bundle {
  constructor(scope: Construct, id: string) {
    super(scope, id, gatewayApi.map(asStored));
  }
}

/** What the server adds to the rules of an admission policy, which have one owner as a whole in server-side apply. */
const SELECTORS = { matchPolicy: 'Equivalent', namespaceSelector: {}, objectSelector: {} } as const;

const asStored = remembered(settled);

/** An admission policy as the server stores it, each rule with its scope: kubectl compares lists of rules whole. */
function settled(object: Named & { readonly spec: object }): Named {
  const rules = (part: string) => {
    const block = (object.spec as Record<string, { resourceRules?: readonly object[] } | undefined>)[part];
    return block?.resourceRules === undefined
      ? {}
      : {
          [part]: {
            ...SELECTORS,
            ...block,
            resourceRules: block.resourceRules.map((rule) => ({ scope: '*', ...rule })),
          },
        };
  };
  return { ...object, spec: { ...object.spec, ...rules('matchConstraints'), ...rules('matchResources') } } as Named;
}
