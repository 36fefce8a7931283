import { Construct } from 'constructs';
import { check, refuse } from '../../kit/problems';
import { VERSIONS } from '../../kit/versions';
import { printYaml } from '../../kit/yaml';
import { ADDON } from '../../problems/installation/addons';
import { kialiServiceUrl } from '../kiali/links';
import { deployment } from '../parts/deployment';
import { AddonEndpoint } from '../parts/endpoint';
import { addonLabels, NO_SIDECAR, selectorLabels } from '../parts/labels';
import { account, clusterRole, configMap, service } from '../parts/objects';
import { podSpec } from '../parts/pod';
import { reach } from '../parts/reach';
import { dataVolume } from '../parts/storage';
import type { Addon, Place, Provides, Wired } from '../types';
import { prometheusConfig, RULE_FILES } from './config';
import { reloaderContainer, secureAnnotations, serverContainer, volumes } from './pod';
import { PROMETHEUS, type PrometheusProps } from './props';
import { ruleFiles } from './rules';
import { isPrometheusDuration, isPrometheusSize, objectiveProblems } from './rules/check';

const NAME = 'prometheus';
const READ = ['get', 'list', 'watch'];
const NOBODY = 65534;

/** Metrics of the mesh: scrapes istiod, every proxy and the cluster, and answers PromQL. Source: samples/addons/prometheus.yaml. */
export class Prometheus extends Construct {
  /** @throws MESH505, MESH506, MESH509 for a storage size or a retention that would be refused; objectives are checked at synth (MESH510-MESH513) */
  constructor(
    scope: Construct,
    id: string,
    private readonly props: PrometheusProps,
    wired: Wired,
  ) {
    super(scope, id);
    const selector = { 'app.kubernetes.io/component': 'server', ...selectorLabels(NAME) };
    const meta = {
      name: NAME,
      namespace: wired.place.namespace,
      labels: addonLabels(`v${VERSIONS.prometheus}`, selector),
    };
    const { objectives = [], secureMetrics: secure = false, retention, retentionSize } = props;
    if (retention !== undefined && !isPrometheusDuration(retention))
      refuse(this, ADDON.retention('retention', retention));
    if (retentionSize !== undefined && !isPrometheusSize(retentionSize))
      refuse(this, ADDON.retentionSize(retentionSize));
    check(this, () => objectiveProblems(objectives));
    account(this, meta);
    configMap(this, 'Config', {
      ...meta,
      data: {
        ...Object.fromEntries(RULE_FILES.map((file) => [file, '{}\n'])),
        ...ruleFiles({ ...props, objectives, kiali: (one) => kialiServiceUrl(wired.graph, one) }),
        'prometheus.yml': printYaml(prometheusConfig(props)),
      },
    });
    clusterRole(this, meta, { role: NAME, binding: NAME, rules: prometheusRules() });
    service(this, 'Service', {
      ...meta,
      selector,
      spec: { type: 'ClusterIP', sessionAffinity: 'None' },
      ports: [{ name: 'http', port: PROMETHEUS.port, targetPort: PROMETHEUS.port }],
    });
    deployment(this, 'Deployment', {
      ...meta,
      selector,
      replicas: 1,
      revisionHistoryLimit: 10,
      strategy: { type: 'Recreate' },
      podLabels: secure ? { 'sidecar.istio.io/inject': 'true' } : NO_SIDECAR,
      podAnnotations: secureAnnotations(secure),
      pod: this.pod(meta),
    });
    // The reloader's metrics have a port of their own.
    const near = [PROMETHEUS.port, 8080];
    reach(this, props, { meta, selector, near, ui: new AddonEndpoint(NAME, PROMETHEUS.port, wired.place) }, wired);
  }

  private pod(meta: { name: string; namespace: string }) {
    const { props } = this;
    return podSpec(
      this,
      {
        enableServiceLinks: true,
        serviceAccountName: NAME,
        dnsPolicy: 'ClusterFirst',
        terminationGracePeriodSeconds: 300,
        containers: [serverContainer(props), reloaderContainer()],
        volumes: [...volumes(props.secureMetrics ?? false), dataVolume(this, 'storage-volume', meta, props.storage)],
      },
      props,
      NOBODY,
    );
  }
}

/** What discovery reads, and what kubelets and the API server ask for before they show their metrics. Source: samples/addons/prometheus.yaml. Held by `test:addons`. */
const prometheusRules = () => [
  {
    apiGroups: [''],
    resources: ['nodes', 'nodes/metrics', 'services', 'endpoints', 'pods', 'ingresses', 'configmaps'],
    verbs: READ,
  },
  { apiGroups: ['networking.k8s.io'], resources: ['ingresses/status', 'ingresses'], verbs: READ },
  { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: READ },
  { nonResourceURLs: ['/metrics'], verbs: ['get'] },
];

function provides({ objectives = [] }: PrometheusProps, place: Place): Provides {
  const api = new AddonEndpoint(NAME, PROMETHEUS.port, place);
  return {
    services: [NAME],
    metrics: {
      api,
      objectives,
      dataSource: {
        name: 'Prometheus',
        type: 'prometheus',
        url: api.shortUrl,
        timeInterval: PROMETHEUS.scrapeInterval,
      },
    },
  };
}

export const prometheus: Addon<PrometheusProps> = {
  purpose: 'Metrics of istiod and every proxy, with recording rules and alerts.',
  needs: [],
  provides,
  construct: Prometheus,
};
