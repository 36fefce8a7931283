import type { Problem } from '../../kit/problems';
import { INSTALL } from '../../problems/install';

export interface PodSecurityFacts {
  readonly namespaces: readonly {
    readonly name: string;
    /** Level that the API server enforces. */
    readonly level: string | undefined;
    /** Its pods get sidecars. */
    readonly injected: boolean;
  }[];
  /** The CNI agent redirects pods' traffic. */
  readonly cni: boolean;
  /** Agents that change the node's network, and where they run. */
  readonly agents: readonly { readonly name: string; readonly namespace: string }[];
}

const STRICT = ['baseline', 'restricted'] as const;
const isStrict = (level: string | undefined): level is string => STRICT.some((one) => one === level);

/** Pods of a namespace are ones that its Pod Security level lets in. */
export function podSecurityProblems({ namespaces, cni, agents }: PodSecurityFacts): readonly Problem[] {
  const refusing = (strict: string) =>
    cni ? [] : namespaces.filter(({ level, injected }) => level === strict && injected).map(({ name }) => name);
  const levels = new Map(namespaces.map(({ name, level }) => [name, level]));
  return [
    ...STRICT.flatMap((level) => {
      const names = refusing(level);
      return names.length > 0 ? [INSTALL.restrictedWithoutCni(level, names)] : [];
    }),
    ...agents.flatMap(({ name, namespace }) => {
      const level = levels.get(namespace);
      return isStrict(level) ? [INSTALL.privilegedAgent(name, namespace, level)] : [];
    }),
  ];
}
