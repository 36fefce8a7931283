/** One thing that the API server asks of an object of Kubernetes' own, and two objects: one that breaks it, and its twin. */
export interface KubernetesRow {
  readonly kind: string;
  /** Kubernetes' function. */
  readonly of: string;
  readonly rule: string;
  readonly wrong: object;
  readonly right: object;
  /** Server-side apply alone refuses it. */
  readonly applied: boolean;
}
type Line = readonly [rule: string, wrong: object, right: object, applied?: 'applied'];

const VERSIONS: Readonly<Record<string, string>> = {
  Deployment: 'apps/v1',
  DaemonSet: 'apps/v1',
  PodDisruptionBudget: 'policy/v1',
  HorizontalPodAutoscaler: 'autoscaling/v2',
};
const METADATA = Symbol('metadata');
const withMetadata = (metadata: object, spec: object): object => ({ ...spec, [METADATA]: metadata });

function object(kind: string, given: object): object {
  const { [METADATA]: metadata, ...spec } = given as { readonly [METADATA]?: object };
  const body = kind === 'ConfigMap' ? { data: spec } : { spec };
  return {
    apiVersion: VERSIONS[kind] ?? 'v1',
    kind,
    metadata: { name: 'it', namespace: 'default', ...metadata },
    ...body,
  };
}
const rows = (kind: string, functions: Readonly<Record<string, readonly Line[]>>): readonly KubernetesRow[] =>
  Object.entries(functions).flatMap(([of, lines]) =>
    lines.map(([rule, wrong, right, applied]) => ({
      kind,
      of,
      rule,
      wrong: object(kind, wrong),
      right: object(kind, right),
      applied: applied !== undefined,
    })),
  );

const MAIN = { name: 'main', image: 'example.com/a:1', volumeMounts: [{ name: 'data', mountPath: '/data' }] };
const POD = { volumes: [{ name: 'data', emptyDir: {} }], containers: [MAIN] };
const workload = (more: object = {}, pod: object = {}, labels: object = {}) => ({
  selector: { matchLabels: { app: 'a' } },
  template: { metadata: { labels: { app: 'a', ...labels } }, spec: { ...POD, ...pod } },
  ...more,
});
const pod = (change: object = {}) => workload({}, change);
const container = (change: object) => pod({ containers: [{ ...MAIN, ...change }] });
const env = (...all: readonly object[]) => container({ env: all });
const mount = (...all: readonly object[]) => container({ volumeMounts: all });
const toleration = (one: object) => pod({ tolerations: [one] });
const spread = (one: object) =>
  pod({ topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'zone', whenUnsatisfiable: 'DoNotSchedule', ...one }] });
const anti = (one: object) =>
  pod({
    affinity: {
      podAntiAffinity: {
        preferredDuringSchedulingIgnoredDuringExecution: [
          { weight: 1, podAffinityTerm: { topologyKey: 'zone' }, ...one },
        ],
      },
    },
  });
const node = (one: object) =>
  pod({
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions: [one] }] },
      },
    },
  });
const rolling = (rollingUpdate: object) => workload({ strategy: { type: 'RollingUpdate', rollingUpdate } });
const probe = (one: object) => container({ readinessProbe: { tcpSocket: { port: 80 }, ...one } });
const resources = (one: object) => container({ resources: one });

const DEPLOYMENT = rows('Deployment', {
  ValidateObjectMeta: [
    [
      'values of labels have 63 plain letters',
      withMetadata({ labels: { a: 'b c' } }, pod()),
      withMetadata({ labels: { a: 'b_c' } }, pod()),
    ],
    [
      'keys of annotations are qualified names',
      withMetadata({ annotations: { 'a b': '' } }, pod()),
      withMetadata({ annotations: { 'Acme.example/a': 'any text' } }, pod()),
    ],
    [
      'annotations are 256 KiB at most',
      withMetadata({ annotations: { a: 'x'.repeat(300_000) } }, pod()),
      withMetadata({ annotations: { a: 'x'.repeat(1000) } }, pod()),
    ],
  ],
  ValidatePodTemplateSpec: [
    ['labels of pods are labels', workload({}, {}, { b: 'c/d' }), workload({}, {}, { b: 'c.d' })],
  ],
  ValidateDeploymentSpec: [
    [
      'it waits longer for progress than for pods',
      workload({ minReadySeconds: 600 }),
      workload({ minReadySeconds: 600, progressDeadlineSeconds: 900 }),
    ],
    ['the selector selects its own pods', workload({ selector: { matchLabels: { app: 'b' } } }), pod()],
    ['replicas are not negative', workload({ replicas: -1 }), workload({ replicas: 0 })],
    ['nor minReadySeconds', workload({ minReadySeconds: -1 }), workload({ minReadySeconds: 0 })],
  ],
  ValidateDeploymentStrategy: [
    [
      'Recreate rolls nothing',
      workload({ strategy: { type: 'Recreate', rollingUpdate: { maxSurge: 1 } } }),
      workload({ strategy: { type: 'Recreate' } }),
    ],
  ],
  ValidateRollingUpdateDeployment: [
    ['a share is a number or a percentage', rolling({ maxSurge: '50' }), rolling({ maxSurge: '50%' })],
    ['it adds a pod or takes one', rolling({ maxSurge: 0, maxUnavailable: '0%' }), rolling({ maxSurge: 0 })],
    ['not more than all are missing', rolling({ maxUnavailable: '101%' }), rolling({ maxUnavailable: '100%' })],
  ],
  ValidateVolumes: [
    ['volumes have names of their own', pod({ volumes: [...POD.volumes, { name: 'data', emptyDir: {} }] }), pod()],
    [
      'which are DNS labels',
      pod({ volumes: [...POD.volumes, { name: 'a_b', emptyDir: {} }] }),
      pod({ volumes: [...POD.volumes, { name: 'a-b', emptyDir: {} }] }),
    ],
    [
      'a volume has one source',
      pod({ volumes: [{ name: 'data', emptyDir: {}, configMap: { name: 'a' } }] }),
      pod({ volumes: [{ name: 'data', configMap: { name: 'a' } }] }),
    ],
    [
      'or none, and is empty',
      pod({ volumes: [{ name: 'data', emptyDir: {}, secret: { secretName: 'a' } }] }),
      pod({ volumes: [{ name: 'data' }] }),
    ],
  ],
  validatePodDNSConfig: [
    [
      'a server of names is an address',
      pod({ dnsConfig: { nameservers: ['dns.example.com'] } }),
      pod({ dnsConfig: { nameservers: ['192.0.2.53'] } }),
    ],
  ],
  ValidateVolumeMounts: [
    [
      'a mount is of a volume of the pod',
      mount({ name: 'gone', mountPath: '/x' }),
      mount({ name: 'data', mountPath: '/x' }),
    ],
    ['at a path', mount({ name: 'data', mountPath: '' }), mount({ name: 'data', mountPath: '/x' })],
    [
      'of its own',
      mount({ name: 'data', mountPath: '/x' }, { name: 'data', mountPath: '/x' }),
      mount({ name: 'data', mountPath: '/x' }, { name: 'data', mountPath: '/y' }),
    ],
    [
      'of what lies in its volume',
      mount({ name: 'data', mountPath: '/x', subPath: 'a/../../b' }),
      mount({ name: 'data', mountPath: '/x', subPath: 'a/..b' }),
    ],
  ],
  ValidateEnv: [
    ['a variable has a name without "="', env({ name: 'A=B', value: '1' }), env({ name: 'my-var.x', value: '1' })],
    [
      'and one value',
      env({ name: 'A', value: '1', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } }),
      env({ name: 'A', value: '1' }),
    ],
    ['or one source of it', env({ name: 'A', valueFrom: {} }), env({ name: 'A' })],
    [
      'it is set once',
      env({ name: 'A', value: '1' }, { name: 'A', value: '2' }),
      env({ name: 'A', value: '1' }, { name: 'B', value: '2' }),
      'applied',
    ],
  ],
  validateContainers: [
    [
      'containers have names of their own',
      pod({ containers: [MAIN, MAIN] }),
      pod({ containers: [MAIN, { ...MAIN, name: 'b' }] }),
    ],
    ['which are DNS labels', container({ name: 'a_b' }), container({ name: 'a-b' })],
    ['there is one', pod({ containers: [] }), pod({ containers: [MAIN] })],
    ['an image is some', container({ image: '' }), container({ image: 'a' })],
    ['there is one for each', container({ image: undefined }), container({ image: 'a' })],
    [
      'it is pulled in a way that is known',
      container({ imagePullPolicy: 'Sometimes' }),
      container({ imagePullPolicy: 'Always' }),
    ],
  ],
  validateContainerPorts: [
    ['a port is one', container({ ports: [{ containerPort: 0 }] }), container({ ports: [{ containerPort: 80 }] })],
    [
      'so is one of the node',
      container({ ports: [{ containerPort: 80, hostPort: 70_000 }] }),
      container({ ports: [{ containerPort: 80, hostPort: 8080 }] }),
    ],
    [
      'its name is its own',
      container({
        ports: [
          { name: 'a', containerPort: 80 },
          { name: 'a', containerPort: 81 },
        ],
      }),
      container({
        ports: [
          { name: 'a', containerPort: 80 },
          { name: 'b', containerPort: 81 },
        ],
      }),
    ],
    [
      'of at most 15 letters',
      container({ ports: [{ name: 'a'.repeat(16), containerPort: 80 }] }),
      container({ ports: [{ name: 'a'.repeat(15), containerPort: 80 }] }),
    ],
    [
      'it is named once',
      container({ ports: [{ containerPort: 80 }, { containerPort: 80 }] }),
      container({ ports: [{ containerPort: 80 }, { containerPort: 80, protocol: 'UDP' }] }),
      'applied',
    ],
    [
      'its protocol is known',
      container({ ports: [{ containerPort: 80, protocol: 'HTTP' }] }),
      container({ ports: [{ containerPort: 80, protocol: 'SCTP' }] }),
    ],
  ],
  ValidateResourceRequirements: [
    [
      'a request is at most its limit',
      resources({ requests: { cpu: '2' }, limits: { cpu: '1' } }),
      resources({ requests: { cpu: '1' }, limits: { cpu: '2' } }),
    ],
    ['no amount is negative', resources({ requests: { memory: '-1Mi' } }), resources({ requests: { memory: '1Mi' } })],
    ['it is an amount', resources({ requests: { cpu: 'much' } }), resources({ requests: { cpu: '1500m' } })],
    [
      'of something that is known',
      resources({ requests: { disk: '1Gi' } }),
      resources({ requests: { 'ephemeral-storage': '1Gi' } }),
    ],
  ],
  validateProbe: [
    ['a period is not negative', probe({ periodSeconds: -1 }), probe({ periodSeconds: 1 })],
    ['a probe asks in one way', probe({ httpGet: { port: 80 } }), probe({})],
    ['and not in none', container({ readinessProbe: { periodSeconds: 5 } }), probe({ periodSeconds: 5 })],
    ['a port', probe({ tcpSocket: { port: 0 } }), probe({})],
    [
      'in a way that is known',
      container({ readinessProbe: { httpGet: { port: 80, scheme: 'h2c' } } }),
      container({ readinessProbe: { httpGet: { port: 80, scheme: 'HTTPS' } } }),
    ],
    [
      'one success is enough to live',
      container({ livenessProbe: { tcpSocket: { port: 80 }, successThreshold: 2 } }),
      container({ livenessProbe: { tcpSocket: { port: 80 }, successThreshold: 1 } }),
    ],
  ],
  ValidateAppArmorProfileField: [
    [
      'a profile of the node is named',
      container({ securityContext: { appArmorProfile: { type: 'Localhost' } } }),
      container({ securityContext: { appArmorProfile: { type: 'Localhost', localhostProfile: 'a' } } }),
    ],
    [
      'and another is not',
      container({ securityContext: { appArmorProfile: { type: 'Unconfined', localhostProfile: 'a' } } }),
      container({ securityContext: { appArmorProfile: { type: 'Unconfined' } } }),
    ],
  ],
  ValidateTolerations: [
    [
      'Exists has no value',
      toleration({ key: 'a', operator: 'Exists', value: 'b' }),
      toleration({ key: 'a', operator: 'Equal', value: 'b' }),
    ],
    ['Equal has a key', toleration({ operator: 'Equal' }), toleration({ operator: 'Exists' })],
    [
      'its effect is known',
      toleration({ key: 'a', operator: 'Exists', effect: 'Never' }),
      toleration({ key: 'a', operator: 'Exists', effect: 'NoSchedule' }),
    ],
    [
      'seconds are those of NoExecute',
      toleration({ key: 'a', operator: 'Exists', effect: 'NoSchedule', tolerationSeconds: 1 }),
      toleration({ key: 'a', operator: 'Exists', effect: 'NoExecute', tolerationSeconds: 1 }),
    ],
  ],
  ValidateNodeSelector: [
    ['nodes are selected by labels', pod({ nodeSelector: { a: 'b c' } }), pod({ nodeSelector: { a: 'b' } })],
    [
      'an operator has its values',
      node({ key: 'a', operator: 'In', values: [] }),
      node({ key: 'a', operator: 'In', values: ['b'] }),
    ],
    ['or none', node({ key: 'a', operator: 'Exists', values: ['b'] }), node({ key: 'a', operator: 'Exists' })],
  ],
  validateAffinity: [
    ['a weight is from 1 to 100', anti({ weight: 0 }), anti({ weight: 100 })],
    ['pods are told apart by a label of nodes', anti({ podAffinityTerm: { topologyKey: '' } }), anti({})],
  ],
  validateTopologySpreadConstraints: [
    ['a skew is at least 1', spread({ maxSkew: 0 }), spread({})],
    ['its key is some', spread({ topologyKey: '' }), spread({})],
    [
      'what happens else is known',
      spread({ whenUnsatisfiable: 'Panic' }),
      spread({ whenUnsatisfiable: 'ScheduleAnyway' }),
    ],
    [
      'domains are of DoNotSchedule',
      spread({ whenUnsatisfiable: 'ScheduleAnyway', minDomains: 2 }),
      spread({ minDomains: 2 }),
    ],
  ],
  ValidatePodSpec: [
    [
      'policy None names a server',
      pod({ dnsPolicy: 'None' }),
      pod({ dnsPolicy: 'None', dnsConfig: { nameservers: ['192.0.2.1'] } }),
    ],
    ['a policy is known', pod({ dnsPolicy: 'Guess' }), pod({ dnsPolicy: 'Default' })],
    ['its account has a name', pod({ serviceAccountName: 'a_b' }), pod({ serviceAccountName: 'a-b' })],
    ['its class has a name', pod({ priorityClassName: 'a_b' }), pod({ priorityClassName: 'a-b' })],
    ['pods of a Deployment are started again', pod({ restartPolicy: 'Never' }), pod({ restartPolicy: 'Always' })],
  ],
  ValidateHostAliases: [
    [
      'an alias is of an address',
      pod({ hostAliases: [{ ip: 'here', hostnames: ['a'] }] }),
      pod({ hostAliases: [{ ip: '192.0.2.1', hostnames: ['a'] }] }),
    ],
  ],
  ValidateSecurityContext: [
    [
      'a user is no negative number',
      container({ securityContext: { runAsUser: -1 } }),
      container({ securityContext: { runAsUser: 0 } }),
    ],
    [
      'who is privileged may rise',
      container({ securityContext: { privileged: true, allowPrivilegeEscalation: false } }),
      container({ securityContext: { privileged: true } }),
    ],
    [
      'a profile is of a type that is known',
      container({ securityContext: { seccompProfile: { type: 'Strict' } } }),
      container({ securityContext: { seccompProfile: { type: 'RuntimeDefault' } } }),
    ],
  ],
});

const DAEMON_SET = rows('DaemonSet', {
  ValidateRollingUpdateDaemonSet: [
    [
      'it adds pods or takes them',
      workload({ updateStrategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } } }),
      workload({ updateStrategy: { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } }),
    ],
  ],
});

const ports = [{ port: 80 }];
const service = (more: object = {}) => ({ selector: { app: 'a' }, ports, ...more });
const lb = (more: object = {}) => service({ type: 'LoadBalancer', ...more });

const SERVICE = rows('Service', {
  ValidateService: [
    ['its name is a DNS label', withMetadata({ name: 'a.b' }, service()), withMetadata({ name: 'a-b' }, service())],
    ['it has a port', service({ ports: [] }), service()],
    [
      'several have names',
      service({ ports: [{ port: 80 }, { port: 81, name: 'b' }] }),
      service({
        ports: [
          { port: 80, name: 'a' },
          { port: 81, name: 'b' },
        ],
      }),
    ],
    [
      'each its own',
      service({
        ports: [
          { port: 80, name: 'a' },
          { port: 81, name: 'a' },
        ],
      }),
      service({
        ports: [
          { port: 80, name: 'a' },
          { port: 81, name: 'b' },
        ],
      }),
    ],
    ['a port is one', service({ ports: [{ port: 0 }] }), service()],
    [
      'it is there once',
      service({
        ports: [
          { port: 80, name: 'a' },
          { port: 80, name: 'b' },
        ],
      }),
      service({
        ports: [
          { port: 80, name: 'a' },
          { port: 80, name: 'b', protocol: 'UDP' },
        ],
      }),
    ],
    [
      'a named target has a name of a port',
      service({ ports: [{ port: 80, targetPort: 'a_b' }] }),
      service({ ports: [{ port: 80, targetPort: 'a-b' }] }),
    ],
    [
      'families are named once',
      service({ ipFamilyPolicy: 'PreferDualStack', ipFamilies: ['IPv4', 'IPv4'] }),
      service({ ipFamilies: ['IPv4'] }),
    ],
    [
      'one stack has one',
      service({ ipFamilyPolicy: 'SingleStack', ipFamilies: ['IPv4', 'IPv6'] }),
      service({ ipFamilyPolicy: 'SingleStack', ipFamilies: ['IPv4'] }),
    ],
    [
      'a port for health is of policy Local',
      lb({ healthCheckNodePort: 30_000 }),
      lb({ externalTrafficPolicy: 'Local', healthCheckNodePort: 30_001 }),
    ],
    [
      'a policy for traffic is of what is open',
      service({ externalTrafficPolicy: 'Local' }),
      service({ type: 'NodePort', externalTrafficPolicy: 'Local' }),
    ],
    [
      'a port of nodes is of what is open',
      service({ ports: [{ port: 80, nodePort: 30_080 }] }),
      service({ type: 'NodePort', ports: [{ port: 80, nodePort: 30_081 }] }),
    ],
    ['a balancer has an address', lb({ clusterIP: 'None' }), service({ clusterIP: 'None' })],
    [
      'ranges are CIDRs',
      lb({ loadBalancerSourceRanges: ['here'] }),
      lb({ loadBalancerSourceRanges: ['192.0.2.0/24'] }),
    ],
    [
      'of a balancer',
      service({ loadBalancerSourceRanges: ['192.0.2.0/24'] }),
      lb({ loadBalancerSourceRanges: ['192.0.2.0/24'] }),
    ],
    ['so is a class', service({ loadBalancerClass: 'a/b' }), lb({ loadBalancerClass: 'a/b' })],
    ['addresses outside are some', service({ externalIPs: ['here'] }), service({ externalIPs: ['192.0.2.1'] })],
    ['affinity is known', service({ sessionAffinity: 'Cookie' }), service({ sessionAffinity: 'ClientIP' })],
    [
      'it lasts a day at most',
      service({ sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 90_000 } } }),
      service({ sessionAffinity: 'ClientIP', sessionAffinityConfig: { clientIP: { timeoutSeconds: 86_400 } } }),
    ],
    [
      'a protocol has a qualified name',
      service({ ports: [{ port: 80, appProtocol: 'a b' }] }),
      service({ ports: [{ port: 80, appProtocol: 'kubernetes.io/h2c' }] }),
    ],
  ],
});

const scaler = (more: object) => ({
  scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'a' },
  maxReplicas: 3,
  ...more,
});
const policies = (one: object) =>
  scaler({ behavior: { scaleUp: { policies: [{ type: 'Pods', value: 1, periodSeconds: 60, ...one }] } } });
const cpu = (target: object) => scaler({ metrics: [{ type: 'Resource', resource: { name: 'cpu', target } }] });

const AUTOSCALER = rows('HorizontalPodAutoscaler', {
  validateHorizontalPodAutoscalerSpec: [
    ['there are at least as many as there may be', scaler({ minReplicas: 4 }), scaler({ minReplicas: 3 })],
    ['one at least', scaler({ minReplicas: 0 }), scaler({ minReplicas: 1 })],
  ],
  validateScalingRules: [
    ['a period is of half an hour at most', policies({ periodSeconds: 0 }), policies({ periodSeconds: 1800 })],
    ['a step is some', policies({ value: 0 }), policies({ value: 1 })],
    ['of pods or of a share', policies({ type: 'Nodes' }), policies({ type: 'Percent' })],
    [
      'the choice among steps is known',
      scaler({ behavior: { scaleUp: { selectPolicy: 'Biggest' } } }),
      scaler({ behavior: { scaleUp: { selectPolicy: 'Max' } } }),
    ],
    [
      'a window is of an hour at most',
      scaler({ behavior: { scaleDown: { stabilizationWindowSeconds: 3601 } } }),
      scaler({ behavior: { scaleDown: { stabilizationWindowSeconds: 3600 } } }),
    ],
  ],
  validateMetricTarget: [
    [
      'a target is more than nothing',
      cpu({ type: 'Utilization', averageUtilization: 0 }),
      cpu({ type: 'Utilization', averageUtilization: 150 }),
    ],
  ],
});

const budget = (more: object) => ({ selector: { matchLabels: { app: 'a' } }, ...more });
const BUDGET = rows('PodDisruptionBudget', {
  ValidatePodDisruptionBudgetSpec: [
    [
      'it says how many stay, or how many go',
      budget({ minAvailable: 1, maxUnavailable: 1 }),
      budget({ maxUnavailable: 1 }),
    ],
    ['as a number or a percentage', budget({ minAvailable: '50' }), budget({ minAvailable: '50%' })],
    ['of at most all', budget({ minAvailable: '150%' }), budget({ minAvailable: '100%' })],
    [
      'what becomes of pods that are not well is known',
      budget({ maxUnavailable: 1, unhealthyPodEvictionPolicy: 'Never' }),
      budget({ maxUnavailable: 1, unhealthyPodEvictionPolicy: 'AlwaysAllow' }),
    ],
  ],
});

const CONFIG_MAP = rows('ConfigMap', {
  ValidateConfigMap: [['keys are names of files', { 'a b': 'c' }, { 'a.b': 'c' }]],
});

/** What the API server's own validation asks. Source: k8s.io/kubernetes pkg/apis/{core,apps,autoscaling,policy}/validation. */
export const KUBERNETES_ROWS: readonly KubernetesRow[] = [
  ...DEPLOYMENT,
  ...DAEMON_SET,
  ...SERVICE,
  ...AUTOSCALER,
  ...BUDGET,
  ...CONFIG_MAP,
];
