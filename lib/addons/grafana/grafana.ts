import { Construct } from 'constructs';
import { ROLLING_UPDATE } from '../../istio/parts/scaling';
import { VERSIONS } from '../../kit/versions';
import { deployment } from '../parts/deployment';
import { AddonEndpoint } from '../parts/endpoint';
import { publicUrl } from '../parts/exposure';
import { addonLabels, NO_SIDECAR, selectorLabels } from '../parts/labels';
import { account, checksum, configMap, service } from '../parts/objects';
import { podSpec } from '../parts/pod';
import { reach } from '../parts/reach';
import { dataVolume } from '../parts/storage';
import type { Addon, DataSource, Place, Provides, Wired } from '../types';
import { BoardFile } from './board-file';
import { BOARDS, FOLDER_NAMES, type Folder } from './boards';
import { sloBoards } from './boards/slo';
import { dashboardProvidersYaml, dataSourcesYaml, grafanaIni } from './config';
import { grafanaPod } from './pod';
import { GRAFANA, type GrafanaProps } from './props';

const NAME = 'grafana';
const GRAFANA_USER = 472;

/** Dashboards of the mesh over the stores of the environment. Source: samples/addons/grafana.yaml. */
export class Grafana extends Construct {
  /** @throws MESH505 if the storage size is no quantity */
  constructor(scope: Construct, id: string, props: GrafanaProps, wired: Wired) {
    super(scope, id);
    const selector = selectorLabels(NAME);
    const { namespace } = wired.place;
    const meta = { name: NAME, namespace, labels: addonLabels(VERSIONS.grafana, selector) };
    const config = {
      'grafana.ini': grafanaIni(props),
      'datasources.yaml': dataSourcesYaml(dataSources(wired)),
      'dashboardproviders.yaml': dashboardProvidersYaml(FOLDER_NAMES),
    };
    account(this, meta, false);
    configMap(this, 'Config', { ...meta, data: config });
    const boards = {
      ...BOARDS,
      'istio-services': [...BOARDS['istio-services'], ...sloBoards(wired), ...(props.boards ?? [])],
    };
    const files = (folder: Folder) => boards[folder].map((board) => new BoardFile(this, board, namespace).configMap);
    const folders = Object.fromEntries(FOLDER_NAMES.map((folder) => [folder, files(folder)]));
    service(this, 'Service', {
      ...meta,
      selector,
      spec: { type: 'ClusterIP' },
      ports: [{ name: 'service', port: GRAFANA.port, targetPort: GRAFANA.port }],
    });
    deployment(this, 'Deployment', {
      ...meta,
      selector,
      replicas: 1,
      revisionHistoryLimit: 10,
      strategy: props.storage === undefined ? ROLLING_UPDATE : { type: 'Recreate' },
      podLabels: NO_SIDECAR,
      podAnnotations: {
        'checksum/config': checksum(Object.values(config).join()),
        'kubectl.kubernetes.io/default-container': NAME,
      },
      pod: podSpec(
        this,
        grafanaPod(props, folders, dataVolume(this, 'storage', meta, props.storage)),
        props,
        GRAFANA_USER,
      ),
    });
    const ui = new AddonEndpoint(NAME, GRAFANA.port, wired.place);
    reach(this, props, { meta, selector, near: [GRAFANA.port], ui }, wired);
  }
}

/** Every store of the environment; metrics first, as that is what panels ask. */
const dataSources = ({ metrics, logs, traces }: Wired): readonly DataSource[] =>
  [metrics?.dataSource, logs?.dataSource, traces?.dataSource].filter((source) => source !== undefined);

function provides({ expose }: GrafanaProps, place: Place): Provides {
  const ui = new AddonEndpoint(NAME, GRAFANA.port, place);
  return {
    services: [NAME],
    dashboards: { ui, ...(expose === undefined ? {} : { externalUrl: publicUrl(expose) }) },
  };
}

export const grafana: Addon<GrafanaProps> = {
  purpose: 'Dashboards of the mesh, its services, workloads and control plane.',
  needs: ['metrics'],
  provides,
  construct: Grafana,
};
