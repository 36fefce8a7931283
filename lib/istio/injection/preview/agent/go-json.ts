import { type Block, isBlock } from '../../../../kit/json';

type Fields = readonly (string | readonly [field: string, of: readonly string[] | string])[];

/** The fields of a container in the order in which Kubernetes' Go structs print them, and the struct of each. */
const STRUCTS = {
  container: [
    ...['name', 'image', 'command', 'args', 'workingDir', ['ports', 'port'], 'envFrom', ['env', 'env']],
    ...[['resources', 'resources'], 'resizePolicy', 'restartPolicy', ['volumeMounts', 'mount'], 'volumeDevices'],
    ...[
      ['livenessProbe', 'probe'],
      ['readinessProbe', 'probe'],
      ['startupProbe', 'probe'],
      ['lifecycle', 'lifecycle'],
    ],
    ...['terminationMessagePath', 'terminationMessagePolicy', 'imagePullPolicy', ['securityContext', 'security']],
    ...['stdin', 'stdinOnce', 'tty'],
  ],
  port: ['name', 'hostPort', 'containerPort', 'protocol', 'hostIP'],
  env: ['name', 'value', ['valueFrom', 'source']],
  source: ['fieldRef', 'resourceFieldRef', 'configMapKeyRef', 'secretKeyRef', 'fileKeyRef'],
  resources: ['limits', 'requests', 'claims'],
  mount: ['name', 'readOnly', 'recursiveReadOnly', 'mountPath', 'subPath', 'mountPropagation', 'subPathExpr'],
  probe: [
    ...['exec', ['httpGet', 'http'], ['tcpSocket', 'tcp'], ['grpc', 'grpc'], 'initialDelaySeconds', 'timeoutSeconds'],
    ...['periodSeconds', 'successThreshold', 'failureThreshold', 'terminationGracePeriodSeconds'],
  ],
  prober: [['httpGet', 'http'], ['tcpSocket', 'tcp'], ['grpc', 'grpc'], 'timeoutSeconds'],
  http: ['path', 'port', 'host', 'scheme', 'httpHeaders'],
  tcp: ['port', 'host'],
  grpc: ['port', 'service'],
  lifecycle: [['postStart', 'handler'], ['preStop', 'handler'], 'stopSignal'],
  handler: ['exec', ['httpGet', 'http'], ['tcpSocket', 'tcp'], 'sleep'],
  security: [
    ...[['capabilities', 'capabilities'], 'privileged', 'seLinuxOptions', 'windowsOptions', 'runAsUser', 'runAsGroup'],
    ...['runAsNonRoot', 'readOnlyRootFilesystem', 'allowPrivilegeEscalation', 'procMount', 'seccompProfile'],
    ...['appArmorProfile'],
  ],
  capabilities: ['add', 'drop'],
} as const satisfies Readonly<Record<string, Fields>>;

type Struct = keyof typeof STRUCTS;
const isStruct = (name: string): name is Struct => name in STRUCTS;

/** A value with its fields in the order of a Go struct, for annotations and variables that hold JSON text. */
export function inGoOrder(struct: Struct, value: Block): Block {
  const order: Fields = STRUCTS[struct];
  const ordered = order.flatMap((entry) => {
    const [field, of] = typeof entry === 'string' ? [entry, ''] : entry;
    const under = value[field];
    if (under === undefined || under === null) return [];
    const name = String(of);
    if (!isStruct(name)) return [[field, sortedMap(under)] as const];
    const inner = (one: unknown) => (isBlock(one) ? inGoOrder(name, one) : one);
    return [[field, Array.isArray(under) ? under.map(inner) : inner(under)] as const];
  });
  return Object.fromEntries(ordered);
}

/** Go prints maps by key. */
const sortedMap = (value: unknown): unknown =>
  isBlock(value) ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) : value;

/** JSON text as Go's encoder writes it, with the characters escaped that HTML would mind. */
export const goJson = (value: unknown): string =>
  JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
