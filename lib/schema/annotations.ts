import type { ANNOTATIONS } from '../../imports/annotations';
import { isCidr } from '../kit/formats/formats';
import type { StringMap } from '../kit/formats/labels';
import { isQuantity } from '../kit/formats/quantity';
import { isBlock } from '../kit/json';
import type { Problem } from '../kit/problems';
import { readYaml } from '../kit/read-yaml';
import { INJECTION } from '../problems/installation/injection';
import { proxyConfigProblems } from './mesh-config';

/** What a value must be: its fact and remedy, or nothing where it is that. */
type Rule = (value: string) => readonly [fact: string, remedy: string] | undefined;

const rule =
  (accepts: (value: string) => boolean, fact: string, remedy: string): Rule =>
  (value) =>
    accepts(value) ? undefined : [fact, remedy];

const isWhole = (most: number) => (text: string) => /^\d+$/.test(text) && Number(text) <= most;
const isPortNumber = (text: string) => isWhole(65535)(text.trim());
const isList = (accepts: (item: string) => boolean) => (text: string) => text === '' || text.split(',').every(accepts);
const orAll = (accepts: (text: string) => boolean) => (text: string) => text === '*' || accepts(text);
const isInterface = (text: string) => /^[a-zA-Z][a-zA-Z0-9_.-]{0,14}$/.test(text.trim());

const port = rule(isPortNumber, 'it is no port', 'give a number from 0 to 65535');
const seconds = rule(isWhole(2 ** 32 - 1), 'it is no whole number', 'give a number of 0 or more without a unit');
const ports = rule(isList(isPortNumber), 'it is no list of ports', 'give ports from 0 to 65535, separated by commas');
const portsOrAll = rule(
  orAll((text) => isList(isPortNumber)(text.trim())),
  'it is no list of ports',
  'give ports from 0 to 65535, separated by commas, or *',
);
const ranges = rule(
  isList(isCidr),
  'it is no list of IP ranges',
  'give ranges such as 10.0.0.0/8, separated by commas',
);
const rangesOrAll = rule(
  orAll(isList(isCidr)),
  'it is no list of IP ranges',
  'give ranges such as 10.0.0.0/8, separated by commas, or *',
);
const interfaces = rule(
  isList(isInterface),
  'it is no list of network interfaces',
  'give names of at most 15 letters, digits, "_", "." and "-", separated by commas',
);
const quantity = rule(isQuantity, 'it is no quantity', 'write it as Kubernetes does: 100m, 0.5, 128Mi');
const bool = rule((text) => BOOLEANS.includes(text), 'it is neither true nor false', 'write true or false');
const modes = rule((text) => MODES.includes(text), 'it is no interception mode', 'choose from REDIRECT, TPROXY, NONE');

/** How Go spells a switch. */
export const TRUE = ['1', 't', 'T', 'true', 'TRUE', 'True'];
const BOOLEANS = [...TRUE, '0', 'f', 'F', 'false', 'FALSE', 'False'];
const MODES = ['REDIRECT', 'TPROXY', 'NONE'];

const NO_BLOCK = ['it is no block of fields', 'write fields of ProxyConfig as YAML'] as const;

const proxyConfig: Rule = (value) => {
  let parsed: unknown;
  try {
    parsed = readYaml(value);
  } catch {
    return NO_BLOCK;
  }
  const [first] = isBlock(parsed) ? proxyConfigProblems(parsed) : [];
  if (first !== undefined) return [first.fact, first.remedy];
  return parsed === null || parsed === undefined || isBlock(parsed) ? undefined : NO_BLOCK;
};

/** The 19 annotations that istiod checks before it injects. Source: AnnotationValidation in pkg/kube/inject/validate.go. */
export const RULES: Readonly<Partial<Record<keyof typeof ANNOTATIONS, Rule>>> = {
  'sidecar.istio.io/interceptionMode': modes,
  'status.sidecar.istio.io/port': port,
  'readiness.status.sidecar.istio.io/initialDelaySeconds': seconds,
  'readiness.status.sidecar.istio.io/periodSeconds': seconds,
  'readiness.status.sidecar.istio.io/failureThreshold': seconds,
  'traffic.sidecar.istio.io/includeOutboundIPRanges': rangesOrAll,
  'traffic.sidecar.istio.io/excludeOutboundIPRanges': ranges,
  'traffic.sidecar.istio.io/includeInboundPorts': portsOrAll,
  'traffic.sidecar.istio.io/excludeInboundPorts': ports,
  'traffic.sidecar.istio.io/excludeOutboundPorts': ports,
  'traffic.sidecar.istio.io/excludeInterfaces': interfaces,
  'traffic.sidecar.istio.io/kubevirtInterfaces': interfaces,
  'istio.io/reroute-virtual-interfaces': interfaces,
  'prometheus.istio.io/merge-metrics': bool,
  'proxy.istio.io/config': proxyConfig,
  'sidecar.istio.io/proxyCPU': quantity,
  'sidecar.istio.io/proxyMemory': quantity,
  'sidecar.istio.io/proxyCPULimit': quantity,
  'sidecar.istio.io/proxyMemoryLimit': quantity,
};

/** Why istiod refuses a value of an annotation; nothing where it takes it, or does not look. */
export const annotationFault = (name: string, value: string): ReturnType<Rule> =>
  RULES[name as keyof typeof RULES]?.(value);

/** Everything that istiod would refuse in a pod's annotations. */
export const annotationProblems = (annotations: StringMap): readonly Problem[] =>
  Object.entries(RULES).flatMap(([name, check]) => {
    const value = annotations[name];
    const found = value === undefined ? undefined : check(value);
    return value === undefined || found === undefined ? [] : [INJECTION.annotation(name, value, ...found)];
  });
