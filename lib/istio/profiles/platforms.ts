import { override, type Patch } from '../../kit/override';
import { refuse } from '../../kit/problems';
import { INSTALL } from '../../problems/installation/install';
import type { CniProps } from '../nodes/cni/props';
import type { ZtunnelProps } from '../nodes/ztunnel/props';
import type { IstioProps } from '../props';
import { PLATFORMS, type Platform } from '../surroundings';

/** What is installed for a mesh in one cluster: a profile's props, or an environment. */
export interface Installation {
  readonly istio: IstioProps;
  readonly cni?: CniProps;
  readonly ztunnel?: ZtunnelProps;
}

/** What differs from the defaults, block by block. */
export interface Settings {
  readonly istio?: Patch<IstioProps>;
  readonly cni?: Patch<CniProps>;
  readonly ztunnel?: Patch<ZtunnelProps>;
}

const K3S_CONF_DIR = '/var/lib/rancher/k3s/agent/etc/cni/net.d';
const QUOTA = { pods: 5000 };
const SPC = { type: 'spc_t' };

/** What each distribution needs. Source: Istio's `manifests/helm-profiles/platform-*.yaml`. */
export const PLATFORM_SETTINGS: Readonly<Record<Platform, Settings>> = {
  gke: { cni: { binDir: '/home/kubernetes/bin', quota: QUOTA }, ztunnel: { quota: QUOTA } },
  k3d: { cni: { confDir: K3S_CONF_DIR, binDir: '/bin' } },
  k3s: { cni: { confDir: K3S_CONF_DIR, binDir: '/var/lib/rancher/k3s/data/cni' } },
  microk8s: {
    cni: { confDir: '/var/snap/microk8s/current/args/cni-network', binDir: '/var/snap/microk8s/current/opt/cni/bin' },
  },
  minikube: { cni: { netnsDir: '/var/run/docker/netns' } },
  openshift: {
    istio: {
      cni: { provider: 'multus' },
      ztunnelNamespace: 'kube-system',
    },
    cni: {
      namespace: 'kube-system',
      binDir: '/var/lib/cni/bin',
      confDir: '/etc/cni/multus/net.d',
      confFileName: 'istio-cni.conf',
      chained: false,
      provider: 'multus',
      seLinuxOptions: SPC,
    },
    ztunnel: { namespace: 'kube-system', seLinuxOptions: SPC },
  },
};

/** Lays settings over the blocks that an installation has; one that it lacks stays absent. */
export function withSettings<T extends Installation>(installation: T, settings: Settings): T {
  const { istio = {}, cni, ztunnel } = settings;
  const patch: Settings = {
    istio,
    ...(installation.cni && cni ? { cni } : {}),
    ...(installation.ztunnel && ztunnel ? { ztunnel } : {}),
  };
  return override<T>(installation, patch as Patch<T>);
}

/** An installation as a distribution needs it. @throws MESH623 for one that needs nothing of its own */
export function onPlatform<T extends Installation>(installation: T, platform: Platform): T {
  if (!PLATFORMS.includes(platform)) refuse(platform, INSTALL.platform(platform, PLATFORMS));
  return withSettings(withSettings(installation, { istio: { platform } }), PLATFORM_SETTINGS[platform]);
}
