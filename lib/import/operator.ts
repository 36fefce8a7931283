import { type Block, blockOf, isBlock, listOf, textsOf } from '../kit/json';
import { refuse } from '../kit/problems';
import { IMPORT } from '../problems/commands/import';
import type { Component } from './component';
import type { GivenGateway, Installation } from './installation';
import type { Report } from './values/row';
import { moved, type Path, type Source, Values } from './values/values';

const ON = { enabled: true };
const OFF = { enabled: false };
const gateways = (name: string, on: boolean) => [{ name: `istio-${name}gateway`, enabled: on }];
const KUBE_SYSTEM = { enabled: true, namespace: 'kube-system' };

/** What istioctl's profiles say of components, over the one called `default`. Source: istio/manifests/profiles. */
const PROFILES: Readonly<Record<string, Block>> = {
  default: {},
  demo: { components: { egressGateways: gateways('egress', true) }, values: { profile: 'demo' } },
  minimal: { components: { ingressGateways: gateways('ingress', false) } },
  empty: { components: { base: OFF, pilot: OFF, ingressGateways: gateways('ingress', false) } },
  ambient: {
    components: { cni: ON, ztunnel: ON, ingressGateways: gateways('ingress', false) },
    values: { profile: 'ambient' },
  },
  remote: { components: { ingressGateways: gateways('ingress', false) }, values: { profile: 'remote' } },
  preview: { values: { profile: 'preview' } },
  stable: { values: { profile: 'stable' } },
  openshift: { components: { cni: KUBE_SYSTEM }, values: { global: { platform: 'openshift' } } },
  'openshift-ambient': {
    components: { cni: KUBE_SYSTEM, ztunnel: KUBE_SYSTEM, ingressGateways: gateways('ingress', false) },
    values: { profile: 'ambient', global: { platform: 'openshift' } },
  },
};
const DEFAULT: Block = {
  components: {
    base: ON,
    pilot: ON,
    ingressGateways: gateways('ingress', true),
    egressGateways: gateways('egress', false),
  },
};

const builtIn = (spec: Block): Source => ({ value: { spec }, placeOf: () => 'profile' });

/** Fields of the spec that are values. Source: istio/operator/pkg/render translateIstioOperatorToHelm. */
const TRANSLATED: readonly (readonly [from: Path, to: Path])[] = [
  [['hub'], ['global', 'hub']],
  [['tag'], ['global', 'tag']],
  [['revision'], ['revision']],
  [['compatibilityVersion'], ['compatibilityVersion']],
  [['meshConfig'], ['meshConfig']],
  [['values'], []],
  [['unvalidatedValues'], []],
];

/** Values that `k8s` sets before the chart is rendered, so that it sees them. Source: applyComponentValuesToHelmValues. */
const EARLY: readonly (readonly [from: Path, to: Path])[] = [
  [['hpaSpec', 'minReplicas'], ['autoscaleMin']],
  [['hpaSpec', 'maxReplicas'], ['autoscaleMax']],
  [['replicaCount'], ['replicaCount']],
  [
    ['resources', 'limits', 'cpu'],
    ['resources', 'limits', 'cpu'],
  ],
  [
    ['resources', 'requests', 'cpu'],
    ['resources', 'requests', 'cpu'],
  ],
];

/** What a component says of itself, as values of its chart. */
const ownValues = (sources: readonly Source[], component: Path, root: Path): readonly Source[] =>
  [
    ...['hub', 'tag'].map((key) => [[key], [key]] as const),
    ...EARLY.map(([from, to]) => [['k8s', ...from], to] as const),
  ].flatMap(([from, to]) => sources.flatMap((source) => moved(source, [...component, ...from], [...root, ...to])));

const KNOWN = ['profile', 'namespace', 'components', ...TRANSLATED.map(([[key = '']]) => String(key))];
const OF_COMPONENT = ['enabled', 'namespace', 'hub', 'tag', 'k8s', 'name', 'label'];

function reportUnknown(spec: Values, report: Report): void {
  for (const key of Object.keys(blockOf(spec.at([]))))
    if (key === 'installPackagePath')
      report.leave(
        spec.place([key]),
        IMPORT.left(`spec.${key}`, 'profiles are those of this release', 'give what differs in files'),
      );
    else if (!KNOWN.includes(key))
      report.leave(spec.place([key]), IMPORT.noValue(`spec.${key}`, 'istioctl', undefined));
  for (const [name, given] of Object.entries(blockOf(spec.at(['components']))))
    (Array.isArray(given) ? given : [given]).forEach((one, i) => {
      for (const key of Object.keys(blockOf(one)).filter((known) => !OF_COMPONENT.includes(known)))
        report.leave(
          spec.place(['components', name, ...(Array.isArray(given) ? [i] : []), key]),
          IMPORT.noValue(`components.${name}.${key}`, 'istioctl', undefined),
        );
    });
}

/** A gateway's key in the environment: what it is, if it has the usual name. */
const keyOf = (name: string, side: 'ingress' | 'egress'): string => (name === `istio-${side}gateway` ? side : name);

/** What IstioOperators and `--set` strings say together, the last one first of all. */
export function operatorInstallation(
  files: readonly Source[],
  settings: readonly Source[],
  report: Report,
): Installation {
  const given = [...files, ...settings.flatMap((source) => moved(source, [], ['spec']))];
  const profile = String(new Values(given).get('spec.profile') || 'default');
  const own = PROFILES[profile];
  if (own === undefined)
    refuse(new Values(given).place('spec.profile'), IMPORT.profile(profile, Object.keys(PROFILES)));
  const sources = [builtIn(DEFAULT), builtIn(own), ...given];
  const all = new Values(sources);
  const spec = all.below('spec');
  reportUnknown(spec, report);
  const values = new Values([
    ...TRANSLATED.flatMap(([from, to]) => sources.flatMap((source) => moved(source, ['spec', ...from], to))),
    ...['pilot', 'cni', 'ztunnel'].flatMap((name) => ownValues(sources, ['spec', 'components', name], [name])),
  ]);
  const namespace = String(values.get('global.istioNamespace') ?? all.get('metadata.namespace') ?? 'istio-system');
  const part = (name: string): string | undefined => {
    const component = blockOf(spec.at(['components', name]));
    const isOn = isBlock(spec.at(['components', name])) && component['enabled'] !== false;
    return isOn ? String(component['namespace'] || namespace) : undefined;
  };
  const revision = String(values.get('revision') ?? '');
  for (const { value, placeOf } of files) {
    if (blockOf(value['spec'])['values'] === null)
      report.leave(
        placeOf(['spec', 'values']),
        IMPORT.left(
          'the empty spec.values',
          'istioctl takes it for no values at all, and forgets those of the profile',
          'remove it',
        ),
      );
    const other = blockOf(value['spec'])['revision'];
    if (typeof other === 'string' && other !== '' && other !== revision)
      report.leave(placeOf(['spec', 'revision']), IMPORT.mergedPlanes(other, revision));
  }
  const component = (
    name: string,
    kind: 'Deployment' | 'DaemonSet',
    object: string,
    container: string,
  ): Component | undefined => {
    const k8s = spec.below('components', name, 'k8s');
    const home = part(name);
    return home === undefined || Object.keys(blockOf(k8s.at([]))).length === 0
      ? undefined
      : { k8s, workload: { kind, name: object }, container, isGateway: false, namespace: home };
  };
  const suffix = revision === '' || revision === 'default' ? '' : `-${revision}`;
  const [pilot, cni, ztunnel, base] = [
    component('pilot', 'Deployment', `istiod${suffix}`, 'discovery'),
    component('cni', 'DaemonSet', 'istio-cni-node', 'install-cni'),
    component('ztunnel', 'DaemonSet', 'ztunnel', 'istio-proxy'),
    component('base', 'Deployment', '', ''),
  ];
  const pilotHome = part('pilot');
  if (pilotHome !== undefined && pilotHome !== namespace)
    report.leave(spec.place(['components', 'pilot', 'namespace']), IMPORT.namespaces(pilotHome, namespace));
  const homes = { cni: part('cni'), ztunnel: part('ztunnel') };
  return {
    values,
    profile: String(values.get('profile') || values.get('global.profile') || 'default'),
    namespace: pilotHome ?? namespace,
    parts: {
      base: part('base') !== undefined,
      pilot: pilotHome !== undefined,
      ...(homes.cni !== undefined && { cni: homes.cni }),
      ...(homes.ztunnel !== undefined && { ztunnel: homes.ztunnel }),
    },
    gateways: (['ingress', 'egress'] as const).flatMap((side) => gatewaysOf(side, sources, values, namespace)),
    components: { ...(pilot && { pilot }), ...(cni && { cni }), ...(ztunnel && { ztunnel }), ...(base && { base }) },
  };
}

function gatewaysOf(
  side: 'ingress' | 'egress',
  sources: readonly Source[],
  values: Values,
  home: string,
): readonly GivenGateway[] {
  const chart = `istio-${side}gateway`;
  const list = new Values(sources).below('spec', 'components', `${side}Gateways`);
  const isAllOn = values.at(['gateways', chart, 'enabled']) === true;
  return listOf(list.at([])).flatMap((item, i): readonly GivenGateway[] => {
    const { enabled = true, name, namespace, label } = blockOf(item);
    if (enabled === false && !isAllOn) return [];
    const called = String(name || chart);
    const at = ['spec', 'components', `${side}Gateways`, i];
    const k8s = new Values(sources).below(...at, 'k8s');
    const inNamespace = String(namespace || home);
    const ports = sources.flatMap((source) => moved(source, [...at, 'k8s', 'service', 'ports'], ['ports']));
    const own = values.below('gateways', chart).with([...ownValues(sources, at, []), ...ports]);
    return [
      {
        key: keyOf(called, side),
        name: called,
        namespace: inNamespace,
        side,
        form: 'rendered',
        values: own,
        labels: textsOf(label),
        component: {
          k8s,
          workload: { kind: 'Deployment', name: called },
          container: 'istio-proxy',
          isGateway: true,
          namespace: inNamespace,
        },
      },
    ];
  });
}
