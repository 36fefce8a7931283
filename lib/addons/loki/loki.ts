import { Construct } from 'constructs';
import type { IStatefulSet } from 'kubernetes-models/apps/v1/StatefulSet';
import type { StringMap } from '../../istio/props';
import { manifest } from '../../kit/manifest';
import { VERSIONS } from '../../kit/versions';
import { printYaml } from '../../kit/yaml';
import { serviceSuffix } from '../../model/hosts/names';
import { AddonEndpoint } from '../parts/endpoint';
import { addonLabels, selectorLabels } from '../parts/labels';
import { account, checksum, clusterRole, configMap, type Meta, metadata, service } from '../parts/objects';
import { podSpec } from '../parts/pod';
import { reach } from '../parts/reach';
import { claimSpec } from '../parts/storage';
import type { PodProps, StorageProps } from '../props';
import type { Addon, Place, Provides, Wired } from '../types';
import { LOKI, lokiConfig } from './config';
import { LOKI_USER, lokiPod } from './pod';

export interface LokiProps extends PodProps {
  /** @default - a claim of `LOKI.storage` */
  readonly storage?: StorageProps;
}

const NAME = 'loki';
const MEMBER = { 'app.kubernetes.io/part-of': 'memberlist' };

/** Logs, kept in files of one pod. Source: samples/addons/loki.yaml. */
export class Loki extends Construct {
  /** @throws MESH505 if the storage size is no quantity */
  constructor(
    scope: Construct,
    id: string,
    private readonly props: LokiProps,
    wired: Wired,
  ) {
    super(scope, id);
    const own = selectorLabels(NAME);
    const { namespace, clusterDomain } = wired.place;
    const meta = { name: NAME, namespace, labels: addonLabels(VERSIONS.loki, own) };
    const config = printYaml(lokiConfig(`${namespace}${serviceSuffix(clusterDomain)}`));
    account(this, meta, true);
    configMap(this, 'Config', { ...meta, data: { 'config.yaml': config } });
    configMap(this, 'Runtime', { ...meta, name: 'loki-runtime', data: { 'runtime-config.yaml': '{}\n' } });
    clusterRole(this, meta, {
      role: 'loki-clusterrole',
      binding: 'loki-clusterrolebinding',
      rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get', 'watch', 'list'] }],
    });
    this.services(meta, own);
    this.statefulSet(meta, { ...own, 'app.kubernetes.io/component': 'single-binary' }, config);
    reach(this, props, { meta, selector: own, near: [LOKI.http, LOKI.grpc, LOKI.gossip] }, wired);
  }

  private services(meta: Meta, own: StringMap) {
    const http = { name: 'http-metrics', port: LOKI.http, targetPort: 'http-metrics' };
    service(this, 'Memberlist', {
      ...meta,
      name: 'loki-memberlist',
      spec: { type: 'ClusterIP', clusterIP: 'None' },
      selector: { ...own, ...MEMBER },
      ports: [{ name: 'tcp', port: LOKI.gossip, targetPort: 'http-memberlist' }],
    });
    service(this, 'Headless', {
      ...meta,
      name: 'loki-headless',
      labels: { ...meta.labels, variant: 'headless', 'prometheus.io/service-monitor': 'false' },
      spec: { clusterIP: 'None' },
      selector: own,
      ports: [http],
    });
    service(this, 'Service', {
      ...meta,
      spec: { type: 'ClusterIP' },
      selector: { ...own, 'app.kubernetes.io/component': 'single-binary' },
      ports: [http, { name: 'grpc', port: LOKI.grpc, targetPort: 'grpc' }],
    });
  }

  private statefulSet(meta: Meta, selector: StringMap, config: string) {
    const storage = this.props.storage ?? { size: LOKI.storage };
    const claim = claimSpec(this, storage);
    manifest<IStatefulSet>(this, 'StatefulSet', {
      apiVersion: 'apps/v1',
      kind: 'StatefulSet',
      metadata: metadata({ ...meta, labels: { ...meta.labels, ...selector, ...MEMBER } }),
      spec: {
        replicas: 1,
        podManagementPolicy: 'Parallel',
        updateStrategy: { rollingUpdate: { partition: 0 } },
        serviceName: 'loki-headless',
        revisionHistoryLimit: 10,
        persistentVolumeClaimRetentionPolicy: { whenDeleted: 'Delete', whenScaled: 'Delete' },
        selector: { matchLabels: { ...selector } },
        template: {
          metadata: {
            annotations: {
              'checksum/config': checksum(config),
              'storage/size': storage.size,
              'kubectl.kubernetes.io/default-container': NAME,
            },
            labels: { ...selector, ...MEMBER },
          },
          spec: podSpec(this, lokiPod(selector), this.props, LOKI_USER),
        },
        volumeClaimTemplates: [
          { apiVersion: 'v1', kind: 'PersistentVolumeClaim', metadata: { name: 'storage' }, spec: claim },
        ],
      },
    });
  }
}

function provides(_: LokiProps, place: Place): Provides {
  const api = new AddonEndpoint(NAME, LOKI.http, place);
  return {
    services: [NAME, 'loki-headless', 'loki-memberlist'],
    logs: { api, dataSource: { name: 'Loki', type: 'loki', url: api.shortUrl, timeInterval: '5s' } },
  };
}

export const loki: Addon<LokiProps> = {
  purpose: 'Logs; access logs of the proxies come through the OpenTelemetry collector.',
  needs: [],
  provides,
  construct: Loki,
};
