import { catalogue } from '../../kit/problems';

interface Account {
  readonly namespace: string;
  readonly name: string;
}

/** How Istio is installed: revisions, CNI, ambient, topology. MESH600-MESH699. */
export const INSTALL = catalogue({
  revisionName: [
    'MESH600',
    (name: string) => [
      `"${name}" is no name for a revision`,
      name === 'default'
        ? 'leave it out: "default" is what the control plane without a name is called'
        : 'use at most 56 lower-case letters, digits and "-", beginning and ending with a letter or digit',
    ],
  ],
  platformNamespace: [
    'MESH601',
    (component: string, platform: string, needed: string, given: string) => [
      `${platform} runs ${component} in namespace "${needed}" only, not in "${given}"`,
      `set its namespace to "${needed}"`,
    ],
  ],
  chainedMultus: [
    'MESH602',
    () => ['with provider "multus" the plugin is not chained to others', 'set chained: false, or provider: "default"'],
  ],
  untrustedZtunnel: [
    'MESH603',
    (ztunnel: Account, trusted: Account) => [
      `ztunnel runs as ${ztunnel.namespace}/${ztunnel.name}, but istiod gives certificates of workloads to ${trusted.namespace}/${trusted.name} only`,
      `set istio.ztunnelNamespace to "${ztunnel.namespace}" and istio.ztunnelName to "${ztunnel.name}"`,
    ],
  ],
  compatibility: [
    'MESH604',
    (version: string, istio: string, known: readonly string[]) => [
      `Istio ${istio} cannot behave like ${version}`,
      `choose one of ${known.join(', ')}, or none`,
    ],
  ],
  revisionTwice: [
    'MESH605',
    (name: string) => [
      `two control planes have the name "${name}", so their webhooks would both inject the same pods`,
      'give each a revision of its own',
    ],
  ],
  tagIsRevision: [
    'MESH606',
    (name: string) => [
      `tag "${name}" has the name of a revision, so two webhooks would inject the same pods`,
      'give the tag another name',
    ],
  ],
  tagWithoutRevision: [
    'MESH607',
    (tag: string, target: string, known: readonly string[]) => [
      `tag "${tag}" stands for "${target}", which is no revision here`,
      `let it stand for ${known.join(' or ')}, or add the revision`,
    ],
  ],
  twoDefaults: [
    'MESH608',
    (target: string) => [
      `the control plane without a name and the tag "default" of "${target}" are both the default`,
      'remove the tag, or give the control plane a revision',
    ],
  ],
  nothingToFollow: [
    'MESH609',
    (name: string, known: readonly string[]) => [
      `"${name}" is followed but is no revision or tag here`,
      `follow ${known.join(' or ')}; a revision that is still followed cannot be removed`,
    ],
  ],
  halfAmbient: [
    'MESH610',
    (missing: readonly string[]) => [
      `ambient mode needs istiod, the CNI agent and ztunnel, but ${missing.join(' and ')} ${missing.length > 1 ? 'are' : 'is'} missing`,
      'add what is missing (PROFILES.ambient has all), or leave ambient mode',
    ],
  ],
  cniProviders: [
    'MESH612',
    (pods: string, agent: string) => [
      `injected pods are made for CNI provider "${pods}", the agent for "${agent}"`,
      'give istio.cni.provider and cni.provider the same value',
    ],
  ],
  restrictedWithoutCni: [
    'MESH613',
    (level: string, namespaces: readonly string[]) => [
      `Pod Security "${level}" (${namespaces.join(', ')}) refuses the privileged init container of injected pods`,
      'install the CNI agent (blocks cni and istio.cni), or choose another level',
    ],
  ],
  privilegedAgent: [
    'MESH614',
    (component: string, namespace: string, level: string) => [
      `Pod Security "${level}" of namespace "${namespace}" refuses ${component}, which changes the node's network`,
      'give it a namespace of its own, or kube-system',
    ],
  ],
  unserved: [
    'MESH615',
    (namespace: string, follows: string, served: readonly string[]) => [
      `namespace "${namespace}" follows "${follows}", which no control plane here is: its pods would start without sidecars`,
      `let it follow ${served.join(' or ')}`,
    ],
  ],
  noAmbient: [
    'MESH616',
    (namespace: string) => [
      `namespace "${namespace}" is in ambient mode, which is not installed: its pods would be outside of the mesh`,
      'start from PROFILES.ambient with the blocks cni and ztunnel, or give it sidecars',
    ],
  ],
  remoteAddress: [
    'MESH617',
    (address: string) => [
      `remote.istiod.address "${address}" is no address of a control plane`,
      'give the IP address or host of its gateway, without scheme and port',
    ],
  ],
  webhookUrl: [
    'MESH618',
    (field: string, url: string) => [
      `remote.${field} "${url}" is nothing that an API server calls`,
      'write https://host:port/path, without user, query and fragment',
    ],
  ],
  externalNamespace: [
    'MESH619',
    (namespace: string) => [
      `two control planes that run here for different clusters have the namespace "${namespace}"`,
      'give each external one a namespace of its own',
    ],
  ],
  tooFewPods: [
    'MESH620',
    (name: string, pods: number, availability: string, least: number) => [
      `${name} runs at most ${pods} ${pods === 1 ? 'pod' : 'pods'}, but availability "${availability}" needs ${least}`,
      `allow ${least}, leave the number out, or choose availability "single"`,
    ],
  ],
  rustLogLevel: [
    'MESH906',
    (level: string) => [
      `ztunnel.logLevel "${level}" is no log level`,
      'give trace, debug, info, warn, error or off, and target=level for single targets: info,access=debug',
    ],
  ],
  digest: [
    'MESH622',
    (image: string, digest: string) => [
      `"${digest}" is no digest of image ${image}`,
      'write sha256: and 64 hexadecimal digits, as the registry shows it',
    ],
  ],
  platform: [
    'MESH623',
    (platform: string, known: readonly string[]) => [
      `"${platform}" is no platform with settings of its own`,
      `choose one of ${known.join(', ')}, or none`,
    ],
  ],
  everyNamespace: [
    'MESH624',
    (revision: string) => [
      `control plane "${revision}" is to inject every namespace, which only the default one does, and there is none`,
      `add the tag "default" for it, or drop injection.enableNamespacesByDefault`,
    ],
  ],
  shortGrace: [
    'MESH621',
    (name: string, grace: number, drain: number) => [
      `${name} is killed ${grace} s after it is told to stop, while its requests may take ${drain} s to end`,
      'raise its terminationGracePeriodSeconds, or lower mesh.defaultConfig.terminationDrainDuration',
    ],
  ],
  environmentName: [
    'MESH863',
    (name: string) => [
      `${JSON.stringify(name)} is no name for an environment, which is a folder of dist/ and a part of names in the cluster`,
      'use at most 53 lower-case letters, digits and "-", as in "acme"; "acme/east" for one cluster of several',
    ],
  ],
  environmentTwice: [
    'MESH864',
    (name: string) => [
      `two environments have the name "${name}"`,
      'give one of them another: each has a folder of its own',
    ],
  ],
  asyncApp: [
    'MESH865',
    (name: string) => [
      `app ${name} is async, so what it makes after its first await would be missing`,
      'wait for what it needs before the environment is made, and make it a plain function',
    ],
  ],
  noGateway: [
    'MESH866',
    (name: string, known: readonly string[]) => [
      `the environment has no gateway "${name}"`,
      known.length === 0 ? 'add it to its gateways' : `add it to its gateways, or take ${known.join(' or ')}`,
    ],
  ],
  notMade: [
    'MESH845',
    (app: string) => [
      `the app ${app} has not made anything here yet`,
      'add it to the apps of the environment, before those that ask for what it makes',
    ],
  ],
});
