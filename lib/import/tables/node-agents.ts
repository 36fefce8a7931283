import type { Environment } from '../../installation/environment';
import type { CniProps, RepairMode } from '../../istio/nodes/cni/props';
import type { ZtunnelProps } from '../../istio/nodes/ztunnel/props';
import type { Patch } from '../../kit/override';
import { block, list, maybe, number, oneOf, resources, text, textMap, texts, truth, word } from '../values/kinds';
import { type Row, rowsOf } from '../values/row';
import { imageRow } from './image';

const { left, row, rows, silent } = rowsOf<Environment>();

const cni = (patch: Patch<CniProps>): Patch<Environment> => ({ cni: patch });
const ztunnel = (patch: Patch<ZtunnelProps>): Patch<Environment> => ({ ztunnel: patch });

const quota = (of: 'cni' | 'ztunnel'): Row<Environment> =>
  rows([`${of}.resourceQuotas`], (said, base) => {
    const before = base[of]?.quota;
    const enabled = said.read(`${of}.resourceQuotas.enabled`, truth) ?? before !== undefined;
    const pods = said.read(`${of}.resourceQuotas.pods`, number) ?? before?.pods ?? 5000;
    return { [of]: { quota: enabled ? { pods } : null } };
  });

/** What the agent does, of several settings the first that it acts upon. */
function repairMode(on: boolean, repair: boolean, remove: boolean, label: boolean): RepairMode {
  if (!on) return 'off';
  return repair ? 'repair' : remove ? 'delete' : label ? 'label' : 'off';
}

/** Values of the chart `istio-cni`, below `cni`. */
export const CNI_VALUES: readonly Row<Environment>[] = [
  imageRow('cni', 'install-cni'),
  row('cni.logging.level', maybe(text), (logLevel) => (logLevel ? cni({ logLevel }) : {})),
  row('cni.cniBinDir', maybe(text), (binDir) => (binDir ? cni({ binDir }) : {})),
  row('cni.cniConfDir', text, (confDir) => cni({ confDir })),
  row('cni.cniConfFileName', maybe(text), (confFileName) => cni({ confFileName })),
  row('cni.cniNetnsDir', text, (netnsDir) => cni({ netnsDir })),
  rows(['cni.istioOwnedCNIConfig', 'cni.istioOwnedCNIConfigFileName'], (said) => {
    const fileName = said.read('cni.istioOwnedCNIConfigFileName', maybe(text));
    return cni({ ownedConfig: said.read('cni.istioOwnedCNIConfig', truth) ? { ...(fileName && { fileName }) } : null });
  }),
  row('cni.excludeNamespaces', texts, (excludeNamespaces) => cni({ excludeNamespaces })),
  row('cni.affinity', maybe(block), (affinity) => cni({ affinity })),
  row('cni.daemonSetLabels', maybe(textMap), (labels) => cni({ labels })),
  row('cni.podAnnotations', maybe(textMap), (podAnnotations) => cni({ podAnnotations })),
  row('cni.podLabels', maybe(textMap), (podLabels) => cni({ podLabels })),
  row('cni.chained', truth, (chained) => cni({ chained })),
  row('cni.provider', oneOf(['default', 'multus'] as const), (provider) => cni({ provider })),
  row('cni.ambient.enabled', truth, (enabled) => cni({ ambient: { enabled } })),
  row('cni.ambient.enablementSelectors', list, (enablementSelectors) => cni({ ambient: { enablementSelectors } })),
  row('cni.ambient.dnsCapture', truth, (dnsCapture) => cni({ ambient: { dnsCapture } })),
  row('cni.ambient.ipv6', truth, (ipv6) => cni({ ambient: { ipv6 } })),
  row('cni.ambient.reconcileIptablesOnStartup', truth, (on) => cni({ ambient: { reconcileIptablesOnStartup: on } })),
  row('cni.ambient.shareHostNetworkNamespace', truth, (on) => cni({ ambient: { shareHostNetworkNamespace: on } })),
  row('cni.ambient.enableAmbientDetectionRetry', truth, (on) => cni({ ambient: { enableAmbientDetectionRetry: on } })),
  silent('cni.ambient.configDir', 'cni.repair.hub', 'cni.repair.tag', 'cni.repair.image', 'cni.repair.createEvents'),
  rows(
    ['enabled', 'repairPods', 'deletePods', 'labelPods'].map((key) => `cni.repair.${key}`),
    (said, base) => {
      const before = base.cni?.repair.mode ?? 'repair';
      const on = said.read('cni.repair.enabled', truth) ?? true;
      const [repair, remove, label] = [
        said.read('cni.repair.repairPods', truth) ?? before === 'repair',
        said.read('cni.repair.deletePods', truth) ?? before === 'delete',
        said.read('cni.repair.labelPods', truth) ?? before === 'label',
      ];
      const mode = repairMode(on, repair, remove, label);
      if (on && Number(repair) + Number(remove) + Number(label) > 1)
        said.report.note(
          'cni.repair.mode',
          'The agent takes the first of repair, delete and label, and the others had no effect.',
        );
      return cni({ repair: { mode } });
    },
  ),
  row('cni.repair.initContainerName', text, (initContainer) => cni({ repair: { initContainer } })),
  row('cni.repair.brokenPodLabelKey', text, (key) => cni({ repair: { brokenPodLabel: { key } } })),
  row('cni.repair.brokenPodLabelValue', text, (value) => cni({ repair: { brokenPodLabel: { value } } })),
  row('cni.seccompProfile', maybe(block), (seccompProfile) => cni({ seccompProfile: seccompProfile })),
  row('cni.seLinuxOptions', maybe(block), (seLinuxOptions) => cni({ seLinuxOptions })),
  row('cni.useAppArmorAnnotation', truth, (annotation) => cni({ appArmor: annotation ? 'annotation' : 'field' })),
  row('cni.resources', resources, (given) => cni({ resources: given })),
  quota('cni'),
  row('cni.tolerations', list, (tolerations) => cni({ tolerations })),
  row('cni.updateStrategy', block, (updateStrategy) => cni({ updateStrategy: updateStrategy })),
  row('cni.terminationGracePeriodSeconds', number, (seconds) => cni({ terminationGracePeriodSeconds: seconds })),
  row('cni.env', textMap, (env) => cni({ env })),
  left('cni.pullPolicy', 'all images are pulled alike', 'set istio.image.pullPolicy'),
  silent('cni.enabled', 'cni.psp_cluster_role', 'cni.logLevel', 'cni.privileged', 'cni.rollingMaxUnavailable'),
];

/** Values of the chart `ztunnel`, below `ztunnel`. */
export const ZTUNNEL_VALUES: readonly Row<Environment>[] = [
  imageRow('ztunnel', 'ztunnel'),
  row('ztunnel.resourceName', maybe(text), (name) => (name && name !== 'ztunnel' ? ztunnel({ name }) : {})),
  row('ztunnel.labels', maybe(textMap), (labels) => ztunnel({ labels })),
  row('ztunnel.annotations', maybe(textMap), (annotations) => ztunnel({ annotations })),
  row('ztunnel.podLabels', maybe(textMap), (podLabels) => ztunnel({ podLabels })),
  row('ztunnel.podAnnotations', textMap, (podAnnotations) => ztunnel({ podAnnotations })),
  row('ztunnel.volumes', maybe(list), (volumes) => ztunnel({ volumes })),
  row('ztunnel.volumeMounts', maybe(list), (volumeMounts) => ztunnel({ volumeMounts })),
  row('ztunnel.nodeSelector', maybe(textMap), (nodeSelector) => ztunnel({ nodeSelector })),
  row('ztunnel.affinity', maybe(block), (affinity) => ztunnel({ affinity })),
  row('ztunnel.tolerations', list, (tolerations) => ztunnel({ tolerations })),
  row('ztunnel.resources', resources, (given) => ztunnel({ resources: given })),
  quota('ztunnel'),
  row('ztunnel.peerCaCrl.enabled', truth, (checksRevocation) => ztunnel({ checksRevocation })),
  row('ztunnel.env', textMap, (env) => ztunnel({ env })),
  row('ztunnel.terminationGracePeriodSeconds', number, (seconds) =>
    ztunnel({ terminationGracePeriodSeconds: seconds }),
  ),
  row('ztunnel.caAddress', maybe(text), (caAddress) => ztunnel({ caAddress })),
  row('ztunnel.xdsAddress', maybe(text), (xdsAddress) => ztunnel({ xdsAddress })),
  row('ztunnel.logLevel', text, (logLevel) => ztunnel({ logLevel })),
  row('ztunnel.logAsJson', truth, (logAsJson) => ztunnel({ logAsJson })),
  row('ztunnel.seLinuxOptions', maybe(block), (seLinuxOptions) => ztunnel({ seLinuxOptions })),
  row('ztunnel.updateStrategy', block, (updateStrategy) => ztunnel({ updateStrategy: updateStrategy })),
  row('ztunnel.dnsPolicy', maybe(word), (dnsPolicy) => ztunnel({ dnsPolicy: dnsPolicy })),
  row('ztunnel.dnsConfig', maybe(block), (dnsConfig) => ztunnel({ dnsConfig })),
  left('ztunnel.imagePullPolicy', 'all images are pulled alike', 'set istio.image.pullPolicy'),
  left('ztunnel.imagePullSecrets', 'all images are pulled alike', 'set istio.image.pullSecrets'),
  silent('ztunnel.enabled', 'ztunnel.revision', 'ztunnel.istioNamespace', 'ztunnel.resourceScope', 'ztunnel.network'),
  silent('ztunnel.multiCluster', 'ztunnel.meshConfig', 'ztunnel.ownerName'),
];
