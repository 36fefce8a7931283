import { WEBHOOK } from '../../problems/istio/webhook';
import { policiesOf, rule } from '../istiod/destination-rule/rule';

export const portPoliciesOnce = rule(
  'port-policies-once',
  'MESH359',
  'a port has one policy, for of several the first alone counts',
  (spec) =>
    policiesOf(spec).flatMap(([, { portLevelSettings = [] }]) => {
      const ports = portLevelSettings.flatMap(({ port }) => port?.number ?? []);
      return [...new Set(ports.filter((port, i) => ports.indexOf(port) !== i))].map((port) => ({
        at: [portLevelSettings],
        problem: WEBHOOK.portTwice(port),
      }));
    }),
);
