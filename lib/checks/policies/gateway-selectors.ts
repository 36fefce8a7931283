import type { StringMap } from '../../kit/formats/labels';
import { workloadsIn } from '../../model/lookup';
import type { Written } from '../../model/mesh';
import { POLICY } from '../../problems/mesh/policy';
import type { Rule } from '../rule';

/** Label of pods that istiod makes for a Gateway of the Gateway API. */
const MADE_FOR = 'gateway.networking.k8s.io/gateway-name';

type Selecting = {
  readonly selector?: { readonly matchLabels?: StringMap | undefined } | undefined;
  readonly targetRef?: object | undefined;
};

export const gatewayPoliciesTarget: Rule = {
  name: 'gateway-policies-target',
  codes: ['IST0166'],
  severity: 'warning',
  about: 'a policy for pods of a Gateway of the Gateway API names the Gateway, for they follow no selector',
  reads: ['AuthorizationPolicy', 'RequestAuthentication', 'Telemetry', 'WasmPlugin', 'workloads'],
  find: (mesh) => {
    const policies: readonly Written<Selecting>[] = [
      ...mesh.AuthorizationPolicy,
      ...mesh.RequestAuthentication,
      ...mesh.Telemetry,
      ...mesh.WasmPlugin,
    ];
    return policies.flatMap(({ place, namespace, spec }) => {
      if (spec.selector === undefined || spec.targetRef !== undefined) return [];
      const gateways = workloadsIn(mesh, namespace, spec.selector.matchLabels).flatMap(
        ({ labels }) => labels[MADE_FOR] ?? [],
      );
      return [...new Set(gateways)].map((gateway) => ({
        place,
        at: ['spec', 'selector'],
        problem: POLICY.selectsGateway(gateway),
      }));
    });
  },
};
