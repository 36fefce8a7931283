import { listOf } from '../../kit/json';
import { groupOf } from '../../model/object';
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
    const key = (target: string, namespace: string, name: string) => `${target} ${namespace}/${name}`;
    const there = new Set(
      mesh.objects.map(({ object: { apiVersion, kind }, namespace, name }) =>
        key(`${groupOf(apiVersion)}/${kind}`, namespace, name),
      ),
    );
    return [...mesh.AuthorizationPolicy, ...mesh.RequestAuthentication, ...mesh.Telemetry, ...mesh.WasmPlugin].flatMap(
      ({ place, namespace, elsewhere, spec: { targetRef, targetRefs } }) =>
        elsewhere
          ? []
          : [...listOf(targetRefs), ...(targetRef === undefined ? [] : [targetRef])].flatMap((target) => {
              const { group = '', kind, name } = target as { group?: string; kind: string; name: string };
              const wanted = `${group}/${kind}`;
              return !TARGETS.includes(wanted) || there.has(key(wanted, namespace, name))
                ? []
                : [{ place, problem: POLICY.noTarget(kind, name) }];
            }),
    );
  },
};
