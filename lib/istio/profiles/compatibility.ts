import { override } from '../../kit/override';
import { refuse } from '../../kit/problems';
import { VERSIONS } from '../../kit/versions';
import { INSTALL } from '../../problems/install';
import { type Installation, type Settings, withSettings } from './platforms';

/** Istio minors whose behaviour this one can keep, newest first. */
export const COMPATIBILITY_VERSIONS = ['1.30', '1.29', '1.28', '1.27', '1.26', '1.25'] as const;
export type CompatibilityVersion = (typeof COMPATIBILITY_VERSIONS)[number];

const env = (...names: readonly string[]): Settings => ({
  istio: { istiod: { env: Object.fromEntries(names.map((name) => [name, 'false'])) } },
});

/**
 * What a minor did differently from the one after it; going back further undoes each in turn.
 * Source: Istio's `manifests/helm-profiles/compatibility-version-*.yaml`, without variables that 1.31 no longer reads.
 */
const DID_DIFFERENTLY: Readonly<Record<CompatibilityVersion, Settings>> = {
  '1.30': env('PILOT_ENABLE_STRICT_GATEWAY_MERGING', 'PILOT_AUTO_SEND_UNHEALTHY_ENDPOINTS'),
  '1.29': env('PILOT_SIDECAR_PICK_BEST_SERVICE_NAMESPACE'),
  '1.28': override(env('DISABLE_TRACK_REMAINING_CB_METRICS'), {
    cni: { ambient: { reconcileIptablesOnStartup: false } },
  }),
  '1.27': env('DISABLE_SHADOW_HOST_SUFFIX'),
  '1.26': { istio: { injection: { nativeSidecars: 'off' } } },
  '1.25': { cni: { ambient: { shareHostNetworkNamespace: true } } },
};

/**
 * An installation that behaves like an older minor where the two differ, so that an upgrade changes one thing at a time.
 * @throws MESH604 for a version that this Istio cannot behave like
 */
export function behavesLike<T extends Installation>(installation: T, version: CompatibilityVersion): T {
  const last = COMPATIBILITY_VERSIONS.indexOf(version);
  if (last < 0) refuse(version, INSTALL.compatibility(version, VERSIONS.istio, COMPATIBILITY_VERSIONS));
  return COMPATIBILITY_VERSIONS.slice(0, last + 1).reduce(
    (done, minor) => withSettings(done, DID_DIFFERENTLY[minor]),
    installation,
  );
}
