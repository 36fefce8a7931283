import { Construct } from 'constructs';
import { defined } from '../../kit/defined';
import { VERSIONS } from '../../kit/versions';
import { printYaml } from '../../kit/yaml';
import { deployment } from '../parts/deployment';
import { AddonEndpoint } from '../parts/endpoint';
import { publicUrl } from '../parts/exposure';
import { addonLabels, NO_SIDECAR, selectorLabels } from '../parts/labels';
import { account, checksum, clusterRole, configMap, service } from '../parts/objects';
import { podSpec } from '../parts/pod';
import { reach } from '../parts/reach';
import type { Addon, Place, Provides, Wired } from '../types';
import { kialiConfig, POD_ANNOTATIONS } from './config';
import { kialiPod } from './pod';
import { KIALI, type KialiProps } from './props';
import { kialiRules } from './rbac';

const NAME = 'kiali';
const KIALI_USER = 1000;

/** The mesh as a graph, with the health of services and the validity of Istio's resources. Source: samples/addons/kiali.yaml. */
export class Kiali extends Construct {
  constructor(scope: Construct, id: string, props: KialiProps, wired: Wired) {
    super(scope, id);
    const selector = selectorLabels(NAME);
    const version = `v${VERSIONS.kiali}`;
    const { namespace } = wired.place;
    const meta = { name: NAME, namespace, labels: addonLabels(version, { app: NAME, version, ...selector }) };
    const config = printYaml(kialiConfig(props, wired));
    account(this, meta);
    configMap(this, 'Config', { ...meta, data: { 'config.yaml': config } });
    clusterRole(this, meta, { role: NAME, binding: NAME, rules: kialiRules(namespace, props.viewOnly ?? false) });
    const port = (name: string, number: number) => ({ name, appProtocol: 'http', port: number });
    service(this, 'Service', {
      ...meta,
      selector,
      ports: [port('http', KIALI.port), port('http-metrics', KIALI.metricsPort)],
    });
    deployment(this, 'Deployment', {
      ...meta,
      selector,
      replicas: 1,
      strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge: 1, maxUnavailable: 1 } },
      podLabels: NO_SIDECAR,
      podAnnotations: {
        'checksum/config': checksum(config),
        'prometheus.io/scrape': 'true',
        'prometheus.io/port': String(KIALI.metricsPort),
        'prometheus.io/scheme': 'http',
        'kiali.io/dashboards': 'go,kiali',
        ...POD_ANNOTATIONS,
      },
      pod: podSpec(this, kialiPod(props), props, KIALI_USER, KIALI.resources),
    });
    const ui = new AddonEndpoint(NAME, KIALI.port, wired.place);
    reach(this, props, { meta, selector, near: [KIALI.port, KIALI.metricsPort], ui }, wired);
  }
}

function provides({ expose }: KialiProps, place: Place): Provides {
  const externalUrl = expose && publicUrl(expose);
  return {
    services: [NAME],
    graph: { ui: new AddonEndpoint(NAME, KIALI.port, place), ...defined({ externalUrl }) },
  };
}

export const kiali: Addon<KialiProps> = {
  purpose: 'The mesh as a graph: traffic, health, validity of its configuration.',
  needs: ['metrics'],
  provides,
  construct: Kiali,
};
