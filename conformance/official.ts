import { defaultEnvironment } from '../lib/environments/default';
import { demo } from '../lib/environments/demo';
import { minimal } from '../lib/environments/minimal';
import { PROFILE_ENVIRONMENTS } from '../lib/environments/profiles';
import type { Environment } from '../lib/installation/environment';
import { MeshEnvironment } from '../lib/installation/installation';
import { CNI } from '../lib/istio/nodes/cni/props';
import { behavesLike, COMPATIBILITY_VERSIONS } from '../lib/istio/profiles/compatibility';
import { onPlatform } from '../lib/istio/profiles/platforms';
import { PLATFORMS } from '../lib/istio/surroundings';
import { override, type Patch } from '../lib/kit/override';
import type { Case } from './case';
import { spelt } from './install';

const ENVIRONMENTS: readonly Environment[] = [
  override(demo, { addons: null, bookinfo: null }),
  defaultEnvironment,
  minimal,
  ...Object.values(PROFILE_ENVIRONMENTS),
];

const row = (what: string, environment: Environment, ...sets: readonly string[]): Case => ({
  reference: `istioctl ${what}`,
  build: (chart) => new MeshEnvironment(chart, { ...spelt(environment), gatewayApi: 'present' }),
  sets,
});

/** What istioctl is told beside the platform: it finds GKE by the server's version, and OpenShift's namespace not at all. */
const beside: Readonly<Record<string, (environment: Environment) => readonly string[]>> = {
  gke: () => ['values.cni.cniBinDir=/home/kubernetes/bin'],
  openshift: ({ ztunnel }) =>
    ['cni', ...(ztunnel ? ['ztunnel'] : [])].map((c) => `components.${c}.namespace=kube-system`),
};

const platforms = ENVIRONMENTS.flatMap((environment) =>
  PLATFORMS.filter((platform) => platform !== 'openshift' || environment.cni)
    .map((platform) =>
      row(
        `${environment.name} on ${platform}`,
        environment.istio.platform === platform ? environment : onPlatform(environment, platform),
        `profile=${environment.name}`,
        `values.global.platform=${platform}`,
        ...(beside[platform]?.(environment) ?? []),
      ),
    )
    .filter(() => environment.istio.platform === undefined),
);

const versions = ENVIRONMENTS.flatMap((environment) =>
  COMPATIBILITY_VERSIONS.map((version) =>
    row(
      `${environment.name} like ${version}`,
      behavesLike(environment, version),
      `profile=${environment.name}`,
      `values.compatibilityVersion=${version}`,
    ),
  ),
);

const twoOrMore = { autoscaling: { min: 2 }, disruptionBudget: { minAvailable: 1 } };
const [global, pilot, ingress] = ['values.global', 'values.pilot', 'values.gateways.istio-ingressgateway'];

/** Single settings on top of profile `default`, in our words and in istioctl's. */
const KNOBS: readonly (readonly [Patch<Environment>, ...string[]])[] = [
  [
    { istio: { image: { hub: 'acme.example/istio', tag: '1.31.1-acme' } } },
    'hub=acme.example/istio',
    'tag=1.31.1-acme',
  ],
  [{ istio: { image: { variant: 'debug' } } }, `${global}.variant=debug`],
  [
    { istio: { image: { pullPolicy: 'Always', pullSecrets: ['acme'] } } },
    `${global}.imagePullPolicy=Always`,
    `${global}.imagePullSecrets[0]=acme`,
  ],
  [{ istio: { revision: 'canary' } }, 'revision=canary'],
  [
    { istio: { identity: { cluster: 'c1', network: 'n1', meshId: 'm1' } } },
    `${global}.multiCluster.clusterName=c1`,
    `${global}.network=n1`,
    `${global}.meshID=m1`,
  ],
  [
    { istio: { mesh: { accessLogFile: '/dev/stdout', accessLogEncoding: 'JSON' } } },
    'meshConfig.accessLogFile=/dev/stdout',
    'meshConfig.accessLogEncoding=JSON',
  ],
  [
    { istio: { mesh: { outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } } } },
    'meshConfig.outboundTrafficPolicy.mode=REGISTRY_ONLY',
  ],
  [{ istio: { mesh: { rootNamespace: 'istio-config' } } }, 'meshConfig.rootNamespace=istio-config'],
  [
    { istio: { mesh: { defaultConfig: { discoveryAddress: 'xds.example:15012' } } } },
    'meshConfig.defaultConfig.discoveryAddress=xds.example:15012',
  ],
  [{ istio: { mesh: { enablePrometheusMerge: false } } }, 'meshConfig.enablePrometheusMerge=false'],
  [{ istio: { istiod: { env: { PILOT_PUSH_THROTTLE: '50' } } } }, `${pilot}.env.PILOT_PUSH_THROTTLE=50`],
  [{ istio: { istiod: { traceSampling: 12.5 } } }, `${pilot}.traceSampling=12.5`],
  [
    { istio: { istiod: { logLevel: 'default:debug', logAsJson: true } } },
    `${global}.logging.level=default:debug`,
    `${global}.logAsJson=true`,
  ],
  [
    { istio: { istiod: { untaintNodes: { cniNamespace: 'kube-system' } } } },
    `${pilot}.taint.enabled=true`,
    `${pilot}.taint.namespace=kube-system`,
  ],
  [
    { istio: { istiod: { service: { ipFamilyPolicy: 'PreferDualStack' } } } },
    `${pilot}.ipFamilyPolicy=PreferDualStack`,
  ],
  [{ istio: { istiod: { accountAnnotations: { who: 'acme' } } } }, `${pilot}.serviceAccountAnnotations.who=acme`],
  [{ istio: { istiod: { jwksAuthorities: 'PEM' } } }, `${pilot}.jwksResolverExtraRootCA=PEM`],
  [
    { istio: { istiod: twoOrMore }, gateways: { ingress: twoOrMore } },
    `${pilot}.autoscaleMin=2`,
    `${ingress}.autoscaleMin=2`,
  ],
  [
    { istio: { injection: { enableNamespacesByDefault: true } } },
    'values.sidecarInjectorWebhook.enableNamespacesByDefault=true',
  ],
  [
    { istio: { injection: { reinvocationPolicy: 'IfNeeded' } } },
    'values.sidecarInjectorWebhook.reinvocationPolicy=IfNeeded',
  ],
  [{ istio: { injection: { nativeSidecars: 'on' } } }, `${pilot}.env.ENABLE_NATIVE_SIDECARS=true`],
  [
    { istio: { proxy: { logLevel: 'debug', includeIPRanges: '10.0.0.0/8' } } },
    `${global}.proxy.logLevel=debug`,
    `${global}.proxy.includeIPRanges=10.0.0.0/8`,
  ],
  [
    { istio: { proxy: { holdApplicationUntilProxyStarts: true } } },
    `${global}.proxy.holdApplicationUntilProxyStarts=true`,
  ],
  [
    { istio: { certificates: { provider: 'k8s.io/acme', signers: ['acme.example/mesh'] } } },
    `${global}.pilotCertProvider=k8s.io/acme`,
    `${global}.certSigners[0]=acme.example/mesh`,
  ],
  [{ istio: { certificates: { caAddress: 'csr.example:443' } } }, `${global}.caAddress=csr.example:443`],
  [{ istio: { analysis: true } }, `${global}.istiod.enableAnalysis=true`],
  [{ istio: { validation: false } }, `${global}.configValidation=false`],
  [{ istio: { networkPolicy: 'official' } }, `${global}.networkPolicy.enabled=true`],
  [
    { istio: { cni: { provider: 'default' } }, cni: { ...CNI, excludeNamespaces: ['kube-system', 'infra'] } },
    'components.cni.enabled=true',
    `${pilot}.cni.enabled=true`,
    'values.cni.excludeNamespaces[0]=kube-system',
    'values.cni.excludeNamespaces[1]=infra',
  ],
  [{ istio: { proxy: { stsPort: 15463 } } }, `${global}.sts.servicePort=15463`],
  [{ istio: { reader: 'none' } }, `${global}.enableReaderRBAC=false`],
  [
    { istio: { reader: { name: 'fleet', namespace: 'ops' } } },
    `${global}.readerServiceAccount.name=fleet`,
    `${global}.readerServiceAccount.namespace=ops`,
  ],
  [{ istio: { meshConfigMap: 'present' } }, `${pilot}.configMap=false`],
  [
    { gateways: { ingress: { service: { externalTrafficPolicy: 'Local', annotations: { lb: 'acme' } } } } },
    `${ingress}.externalTrafficPolicy=Local`,
    `${ingress}.serviceAnnotations.lb=acme`,
  ],
  [
    { gateways: { ingress: { service: { type: 'NodePort' }, podAnnotations: { team: 'edge' } } } },
    `${ingress}.type=NodePort`,
    `${ingress}.podAnnotations.team=edge`,
  ],
];

const { ambient, remote } = PROFILE_ENVIRONMENTS;
const [external, ztunnelName] = ['https://istiod.example:15017', 'ztunnel-acme'];

/** Settings that only some profiles have. */
const others = [
  row(
    'ztunnel of another name',
    override(ambient, { istio: { ztunnelName }, ztunnel: { name: ztunnelName } }),
    'profile=ambient',
    `values.ztunnel.resourceName=${ztunnelName}`,
    `${pilot}.env.CA_TRUSTED_NODE_ACCOUNTS=istio-system/${ztunnelName}`, // istioctl does not know trustedZtunnelName
  ),
  row(
    'external control plane by URL',
    override(remote, {
      istio: {
        reader: 'none', // the official one may do what an external istiod does as itself
        remote: {
          external: true,
          injectionUrl: `${external}/inject`,
          validationUrl: `${external}/validate`,
          caBundle: 'UEVN',
        },
      },
    }),
    'profile=remote',
    `${global}.configCluster=true`,
    `${global}.enableReaderRBAC=false`,
    `values.istiodRemote.injectionURL=${external}/inject`,
    'values.istiodRemote.injectionCABundle=UEVN',
    `values.base.validationURL=${external}/validate`,
    'values.base.validationCABundle=UEVN',
  ),
];

const knobs = KNOBS.map(([patch, ...sets]) => row(sets.join(' '), override(defaultEnvironment, patch), ...sets));

/** Against an official istioctl: every profile on every platform and like every older version, and single settings. */
export const officialCases: readonly Case[] = [...platforms, ...versions, ...knobs, ...others];
