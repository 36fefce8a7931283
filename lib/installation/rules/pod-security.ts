import { ENFORCE } from '../../kit/formats/pod-security';
import { asksForSidecars, namespaceCalled } from '../../model/workloads/selectors';
import { INSTALL } from '../../problems/installation/install';
import type { EnvironmentRule } from './rule';

const STRICT = ['baseline', 'restricted'] as const;
const isStrict = (level: string | undefined): level is string => STRICT.some((one) => one === level);

export const podsAreLetIn: EnvironmentRule = {
  name: 'pods-are-let-in',
  codes: ['MESH613', 'MESH614'],
  severity: 'error',
  about: 'pods of a namespace are ones that its Pod Security level lets in',
  reads: ['Namespace'],
  find: ({ istio, cni, ztunnel }, mesh) => {
    const refusing = (level: string) =>
      istio.cni !== undefined
        ? []
        : mesh.Namespace.filter((one) => one.labels[ENFORCE] === level && asksForSidecars(one)).map(({ name }) => name);
    // They change the node's network.
    const agents = [
      ...(cni === undefined ? [] : [{ name: 'the CNI agent', namespace: cni.namespace ?? istio.namespace }]),
      ...(ztunnel === undefined ? [] : [{ name: 'ztunnel', namespace: ztunnel.namespace ?? istio.namespace }]),
    ];
    return [
      ...STRICT.flatMap((level) => {
        const names = refusing(level);
        return names.length > 0 ? [INSTALL.restrictedWithoutCni(level, names)] : [];
      }),
      ...agents.flatMap(({ name, namespace }) => {
        const level = namespaceCalled(mesh, namespace)?.labels[ENFORCE];
        return isStrict(level) ? [INSTALL.privilegedAgent(name, namespace, level)] : [];
      }),
    ];
  },
};
