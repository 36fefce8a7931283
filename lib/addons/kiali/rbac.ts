const LOOK = ['get', 'list', 'watch'];
const CHANGE = [...LOOK, 'patch'];

/** What Kiali reads, and what it changes when a user asks: Istio's resources, and annotations of workloads. Source: kiali-server chart, role.yaml. */
export const kialiRules = (namespace: string, viewOnly: boolean) => {
  const change = viewOnly ? LOOK : CHANGE;
  return [
    { apiGroups: [''], resources: ['configmaps', 'endpoints', 'pods/log'], verbs: LOOK },
    { apiGroups: [''], resources: ['namespaces', 'pods', 'replicationcontrollers', 'services'], verbs: change },
    { apiGroups: [''], resources: ['pods/portforward'], verbs: ['create', 'post'] },
    {
      apiGroups: ['extensions', 'apps'],
      resources: ['daemonsets', 'deployments', 'replicasets', 'statefulsets'],
      verbs: change,
    },
    { apiGroups: ['batch'], resources: ['cronjobs', 'jobs'], verbs: change },
    {
      apiGroups: [
        ...['networking', 'security', 'extensions', 'telemetry'].map((group) => `${group}.istio.io`),
        'gateway.networking.k8s.io',
        'inference.networking.k8s.io',
      ],
      resources: ['*'],
      verbs: viewOnly ? LOOK : [...LOOK, 'create', 'delete', 'patch'],
    },
    { apiGroups: ['apps.openshift.io'], resources: ['deploymentconfigs'], verbs: change },
    { apiGroups: ['route.openshift.io'], resources: ['routes'], verbs: ['get'] },
    { apiGroups: ['authentication.k8s.io'], resources: ['tokenreviews'], verbs: ['create'] },
    {
      apiGroups: ['oauth.openshift.io'],
      resources: ['oauthclients'],
      resourceNames: [`kiali-${namespace}`],
      verbs: ['get'],
    },
    { apiGroups: ['admissionregistration.k8s.io'], resources: ['mutatingwebhookconfigurations'], verbs: LOOK },
  ];
};
