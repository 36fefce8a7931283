/** The library: everything with which another repository builds its mesh. */
export type { AddonSettings } from './addons/registry';
export * from './bookinfo';
export { TASKS, type TaskName } from './bookinfo/tasks';
export { RULES } from './checks';
export { type Judged, type JudgeOptions, judge } from './checks/judge/judge';
export { MeshApp } from './checks/judge/mesh-app';
export type { Finding, Rule, Severity, Subject } from './checks/rule';
export { DELIVERY, type DeliveryProps } from './delivery/program/props';
export { runRender, runSynth } from './delivery/program/synth';
export { type Files, render } from './delivery/render';
export { reports } from './delivery/summary/report';
export { summarize } from './delivery/summary/summary';
export { ENVIRONMENTS } from './environments';
export { bareMetal } from './environments/bare-metal';
export { defaultEnvironment } from './environments/default';
export { demo } from './environments/demo';
export { minimal } from './environments/minimal';
export { production } from './environments/production';
export { PROFILE_ENVIRONMENTS } from './environments/profiles';
export { secure } from './environments/secure';
export { type CheckOptions, checkFiles } from './files/check';
export { Existing, type ExistingProps, Verbatim } from './files/existing';
export {
  type FileFinding,
  github as asGitHub,
  json as asJson,
  sarif as asSarif,
  text as asText,
} from './files/formats';
export { type FileObject, readSources, type Sources, textSources } from './files/sources';
export { Gateway } from './gateways/gateway';
export * from './gateways/presets';
export * from './gateways/props';
export type { ObjectPatch } from './installation/changes/patches';
export type { ArgoCdCluster, ByArgoCd, ByFlux, Delivery } from './installation/delivery';
export type { App, Environment, EnvironmentBookinfo, EnvironmentGateway } from './installation/environment';
export { MeshEnvironment } from './installation/installation';
export type { Installed } from './installation/installed';
export type { Waivers } from './installation/rails';
export type { CrdSet } from './istio/base/crds';
export type { Authority } from './istio/certificates/authority';
export type { CertificateProps } from './istio/certificates/props';
export { type FilePreview, type Preview, type PreviewOptions, preview, previewFile } from './istio/injection';
export { CNI, type CniAmbientProps, type CniProps } from './istio/nodes/cni/props';
export { ZTUNNEL, type ZtunnelProps } from './istio/nodes/ztunnel/props';
export { PROFILES } from './istio/profiles';
export { behavesLike, COMPATIBILITY_VERSIONS } from './istio/profiles/compatibility';
export { type ImageSource, imagesFrom } from './istio/profiles/images';
export { onPlatform } from './istio/profiles/platforms';
export type {
  GatewayClassDefaults,
  IdentityProps,
  InjectionProps,
  IstiodProps,
  IstioProps,
  MeshConfig,
  MeshNetworks,
  WaypointDefaults,
} from './istio/props';
export type { ProxyProps } from './istio/proxy/props';
export type { ControlPlanes } from './istio/revisions/control-planes';
export { type ControlPlane, type InjectionLabel, Revision, type RevisionHandle } from './istio/revisions/revision';
export { PLATFORMS, type RemoteProps } from './istio/surroundings';
export * from './istio/workload-props';
export { override, type Patch } from './kit/override';
export { type Problem, problemsOf, Refused } from './kit/problems';
export { readDocuments, type YamlDocument, YamlFault } from './kit/read-yaml';
export { printManifests } from './kit/yaml';
export * from './mesh';
export type { Mesh } from './model/mesh';
export type { KubeObject, WrittenObject } from './model/object';
export { type Assets, assets } from './report/assets';
export { htmlOf } from './report/html';
export { svgOf } from './report/picture/svg';
export type { MeshReport } from './report/types';
export { fleet } from './topology/fleet';
export type { Cluster, Network, Topology } from './topology/topology';
export { type Progress, progressOf } from './upgrade/progress';
export { type Move, type UpgradePlan, type UpgradeStep, upgrade } from './upgrade/upgrade';
