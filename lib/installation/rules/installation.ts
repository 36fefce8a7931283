import type { Problem } from '../../kit/problems';
import { INSTALL } from '../../problems/install';

/** The parts of one cluster's installation, as far as they need each other. */
export interface InstallationFacts {
  /** istiod serves pods in ambient mode (`PILOT_ENABLE_AMBIENT`). */
  readonly ambientControlPlane: boolean;
  /** The CNI agent: absent, for sidecars, or for ambient mode too. */
  readonly cni: 'none' | 'sidecars' | 'ambient';
  readonly ztunnel: boolean;
  /** Injected pods rely on the CNI agent for their redirection, and on which provider. */
  readonly injectedPodsUse: string | undefined;
  readonly cniProvider: string | undefined;
  /** Namespaces whose pods are in ambient mode. */
  readonly ambientNamespaces: readonly string[];
}

/** Ambient mode is istiod, CNI agent and ztunnel together; and the CNI agent is the one that injected pods are made for. */
export function installationProblems(facts: InstallationFacts): readonly Problem[] {
  const { ambientControlPlane, cni, ztunnel, injectedPodsUse, cniProvider, ambientNamespaces } = facts;
  const parts = { istiod: ambientControlPlane, cni: cni === 'ambient', ztunnel };
  const missing = Object.entries(parts).flatMap(([part, there]) =>
    there ? [] : [AMBIENT_PART[part as keyof typeof parts]],
  );
  return [
    ...(missing.length > 0 && missing.length < 3 ? [INSTALL.halfAmbient(missing)] : []),
    ...(missing.length === 3 ? ambientNamespaces.map((namespace) => INSTALL.noAmbient(namespace)) : []),
    ...(injectedPodsUse !== undefined && cniProvider !== undefined && injectedPodsUse !== cniProvider
      ? [INSTALL.cniProviders(injectedPodsUse, cniProvider)]
      : []),
  ];
}

const AMBIENT_PART = {
  istiod: "istio.istiod.env.PILOT_ENABLE_AMBIENT: 'true'",
  cni: 'cni.ambient.enabled: true',
  ztunnel: 'ztunnel',
} as const;
