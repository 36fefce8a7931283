import { defined } from '../../../kit/defined';
import { printYaml } from '../../../kit/yaml';
import { imageTag } from '../../parts/image';
import type { IstioProps, StringMap } from '../../props';
import type { CniProps } from './props';

/** The agent's settings, which are its environment. Source: Istio's `cni/pkg/cmd/root.go`. */
export function cniConfig(props: CniProps, istio: IstioProps): StringMap {
  const { ambient, repair, ownedConfig } = props;
  const settings = {
    CURRENT_AGENT_VERSION: imageTag(istio),
    AMBIENT_ENABLED: ambient.enabled,
    AMBIENT_ENABLEMENT_SELECTOR: printYaml(ambient.enablementSelectors).trimEnd(),
    AMBIENT_DNS_CAPTURE: ambient.dnsCapture,
    AMBIENT_IPV6: ambient.ipv6,
    AMBIENT_RECONCILE_POD_RULES_ON_STARTUP: ambient.reconcileIptablesOnStartup,
    ENABLE_AMBIENT_DETECTION_RETRY: ambient.enableAmbientDetectionRetry,
    CNI_CONF_NAME: props.confFileName,
    ISTIO_OWNED_CNI_CONFIG: ownedConfig !== undefined,
    ISTIO_OWNED_CNI_CONF_FILENAME: ownedConfig && (ownedConfig.fileName ?? ''),
    CHAINED_CNI_PLUGIN: props.chained,
    EXCLUDE_NAMESPACES: props.excludeNamespaces.join(','),
    REPAIR_ENABLED: repair.mode !== 'off',
    REPAIR_LABEL_PODS: repair.mode === 'label',
    REPAIR_DELETE_PODS: repair.mode === 'delete',
    REPAIR_REPAIR_PODS: repair.mode === 'repair',
    REPAIR_INIT_CONTAINER_NAME: repair.initContainer,
    REPAIR_BROKEN_POD_LABEL_KEY: repair.brokenPodLabel.key,
    REPAIR_BROKEN_POD_LABEL_VALUE: repair.brokenPodLabel.value,
    NATIVE_NFTABLES: istio.proxy.nativeNftables,
    ...props.env,
  };
  return Object.fromEntries(Object.entries(defined(settings)).map(([name, value]) => [name, String(value)]));
}
