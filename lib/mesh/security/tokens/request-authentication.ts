import { Construct } from 'constructs';
import * as istio from '../../../../imports/security.istio.io';
import { defined, filled } from '../../../kit/defined';
import { type MetadataProps, metadataOf, resource } from '../../resource';
import { MeshNamespace } from '../../services/namespace';
import { PROTOCOLS } from '../../services/ports';
import { type AccessRule, Deny } from '../authorization';
import type { JwtRule } from './jwks';

export type { JwtRule } from './jwks';

import { mustFit } from '../../must-fit';
import { appliesTo, type PolicyTarget } from '../workloads';

export interface RequestAuthenticationProps extends MetadataProps {
  /** @default - the construct's id */
  readonly name?: string;
  /** @default - all pods of the namespace, or of the whole mesh in the control plane's namespace */
  readonly workload?: PolicyTarget;
  readonly jwt: readonly JwtRule[];
  /** Refuse requests without a token, too: Istio itself refuses only wrong ones. @default false */
  readonly required?: boolean;
}

/**
 * JSON web tokens that pods accept; a wrong one is answered with 401, and with `required` a missing one with 403.
 * Source: istio.io/api security/v1beta1 request_authentication.proto.
 */
export class RequestAuthentication extends Construct {
  readonly name: string;
  readonly namespace: string;

  /** Synth says what is wrong with a rule. @throws MESH400, MESH401 for pods that it cannot select */
  constructor(scope: Construct, id: string, props: RequestAuthenticationProps) {
    super(scope, id);
    mustFit(this, 'RequestAuthenticationProps', props);
    const { jwt, workload, required } = props;
    this.name = props.name ?? id;
    this.namespace = MeshNamespace.of(this).name;
    resource(this, istio.RequestAuthentication, metadataOf(this, props), {
      ...appliesTo(this, workload),
      jwtRules: filled(jwt.map(istioRule)),
    });
    if (required)
      new Deny(this, 'Required', {
        name: `${this.name}-required`,
        ...defined({ workload }),
        rules: [{ from: { notRequestPrincipals: ['*'] }, ...httpOnly(workload) }],
      });
  }
}

/** A service's other ports know no tokens: a rule about them would close those ports. */
function httpOnly(workload: PolicyTarget | undefined): Pick<AccessRule, 'to'> {
  if (workload === undefined || !('ports' in workload || 'kind' in workload) || 'selector' in workload) return {};
  const service = 'kind' in workload ? workload.service : workload;
  const ports = service.ports.filter(({ protocol }) => PROTOCOLS[protocol].layer === 'http');
  return ports.length === 0 ? {} : { to: { ports: ports.map(({ port }) => service.port(port)) } };
}

const istioRule = ({ forward, jwks, claimToHeaders = {}, payloadToHeader, ...rule }: JwtRule) => ({
  ...rule,
  jwks: jwks && JSON.stringify(jwks),
  forwardOriginalToken: forward,
  outputPayloadToHeader: payloadToHeader,
  outputClaimToHeaders: filled(Object.entries(claimToHeaders).map(([header, claim]) => ({ header, claim }))),
});
