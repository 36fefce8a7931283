import { listOf } from '../../kit/json';
import { groupKind } from '../../model/object';
import { POLICY } from '../../problems/mesh/policy';
import type { Rule } from '../rule';

/** Kinds of targets that a namespace has, by group. */
const TARGETS = ['/Service', 'networking.istio.io/ServiceEntry', 'gateway.networking.k8s.io/Gateway'];

export const targetsExist: Rule = {
  name: 'targets-exist',
  codes: ['MESH476'],
  severity: 'warning',
  about: 'what a policy names as its target is there',
  reads: ['AuthorizationPolicy', 'RequestAuthentication', 'Telemetry', 'WasmPlugin', 'objects'],
  find: (mesh) => {
    // Where none of its kind is here, others bring them.
    const known = (target: string, namespace: string) => `${target} ${namespace}/`;
    const key = (target: string, namespace: string, name: string) => `${known(target, namespace)}${name}`;
    const there = new Set(
      mesh.objects.flatMap(({ object, namespace, name }) => {
        const target = groupKind(object);
        return TARGETS.includes(target) ? [known(target, namespace), key(target, namespace, name)] : [];
      }),
    );
    return [...mesh.AuthorizationPolicy, ...mesh.RequestAuthentication, ...mesh.Telemetry, ...mesh.WasmPlugin].flatMap(
      ({ place, namespace, elsewhere, spec: { targetRef, targetRefs } }) =>
        elsewhere
          ? []
          : [...listOf(targetRefs), ...(targetRef === undefined ? [] : [targetRef])].flatMap((target) => {
              const { group = '', kind, name } = target as { group?: string; kind: string; name: string };
              const wanted = `${group}/${kind}`;
              const isKnown = TARGETS.includes(wanted) && there.has(known(wanted, namespace));
              return !isKnown || there.has(key(wanted, namespace, name))
                ? []
                : [
                    {
                      place,
                      at: [target as object, 'name'],
                      problem: POLICY.noTarget(kind, name),
                      sought: [{ namespace, name }],
                    },
                  ];
            }),
    );
  },
};
