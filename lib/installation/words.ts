import { DRAWINGS } from '../addons/grafana/model';
import { KIALI_LOG_LEVELS } from '../addons/kiali/props';
import { HARDENING_LEVELS } from '../bookinfo/hardening';
import { TASKS } from '../bookinfo/tasks';
import { GATEWAY_FORMS, SERVICE_TYPES } from '../gateways/props';
import { APP_ARMOR, REPAIR_MODES } from '../istio/nodes/cni/props';
import { AVAILABILITY } from '../istio/parts/availability';
import { NETWORK_POLICIES, PLATFORMS } from '../istio/surroundings';
import { MINORS } from '../istio/versions';
import { VARIANTS } from '../istio/workload-props';
import { POD_SECURITY } from '../kit/formats/pod-security';
import { isBlock, shown } from '../kit/json';
import { message } from '../kit/problems';
import { APIS } from '../mesh/route/props';
import { WORDS as PROBLEMS } from '../problems/installation/words';
import type { Environment } from './environment';

const OF_ISTIO = {
  version: MINORS,
  platform: PLATFORMS,
  networkPolicy: NETWORK_POLICIES,
  meshConfigMap: ['create', 'present'],
  'cni.provider': ['default', 'multus'],
  'image.variant': VARIANTS,
  'remote.istiod': ['present'],
  'injection.policy': ['enabled', 'disabled'],
  'injection.nativeSidecars': ['auto', 'on', 'off'],
  'injection.reinvocationPolicy': ['Never', 'IfNeeded'],
} as const;

const below = (place: string, words: Words): Words =>
  Object.fromEntries(Object.entries(words).map(([path, known]) => [`${place}.${path}`, known]));

type Words = Readonly<Record<string, readonly string[]>>;

/** The words of each setting that has a list of them; `*` stands for each of several. */
const WORDS: Words = {
  gatewayApi: ['install', 'present'],
  availability: AVAILABILITY,
  podSecurity: POD_SECURITY,
  'authority.by': ['istiod', 'plugged-in', 'istio-csr', 'spire'],
  'delivery.by': ['argo-cd', 'flux'],
  resourceScope: ['all', 'cluster', 'namespace'],
  mutualTls: ['STRICT', 'PERMISSIVE'],
  gates: ['answered'],
  ...below('istio', OF_ISTIO),
  ...below('revisions.*', OF_ISTIO),
  ...below('external.*', OF_ISTIO),
  'cni.provider': ['default', 'multus'],
  'cni.repair.mode': REPAIR_MODES,
  'cni.appArmor': APP_ARMOR,
  'gateways.*.form': GATEWAY_FORMS,
  'gateways.*.kind': ['Deployment', 'DaemonSet'],
  'gateways.*.service.type': SERVICE_TYPES,
  'gateways.*.account.from': ['create', 'present'],
  'gateways.*.reaches': ['cluster', 'anywhere'],
  'addons.grafana.boards.*.rows.*.panels.*.draw': DRAWINGS,
  'addons.kiali.logLevel': KIALI_LOG_LEVELS,
  'bookinfo.dataPlane': ['sidecar', 'ambient'],
  'bookinfo.hardening': HARDENING_LEVELS,
  'bookinfo.podSecurity': POD_SECURITY,
  'bookinfo.api': APIS,
  'bookinfo.tasks.*': Object.keys(TASKS),
};

type Said = readonly [place: string, value: unknown];

function said([place, value]: Said, [key, ...rest]: readonly string[]): readonly Said[] {
  if (key === undefined) return [[place, value]];
  if (Array.isArray(value)) return key === '*' ? value.flatMap((item, i) => said([`${place}[${i}]`, item], rest)) : [];
  if (!isBlock(value)) return [];
  const at = (name: string) => (place === '' ? name : `${place}.${name}`);
  const names = key === '*' ? Object.keys(value) : Object.hasOwn(value, key) ? [key] : [];
  return names.flatMap((name) => said([at(name), value[name]], rest));
}

/** Words that are none of their list: a type refuses them, but JSON, JavaScript and a cast may say them, and they would quietly mean something else. */
export const wordProblems = (environment: Environment): readonly string[] =>
  Object.entries(WORDS).flatMap(([path, known]) =>
    said(['', environment], path.split('.'))
      // A block in place of a word is another choice, where there is one.
      .filter(([, value]) => value !== undefined && !isBlock(value) && !known.includes(value as string))
      .map(([place, value]) => message(PROBLEMS.word(place, shown(value), known), environment.name)),
  );
