import { remembered } from '../../../kit/once-per-object';
import { dashboardOf } from '../dashboard';
import type { Board } from '../model';
import { controlPlane } from './control-plane';
import { extension } from './extension';
import { mesh } from './mesh';
import { performance } from './performance';
import { service } from './service';
import { workload } from './workload';
import { ztunnel } from './ztunnel';

export { bookinfo } from './bookinfo';

/** Folders of dashboards with the ConfigMap of each; two, so that none comes near the size that kubectl can apply. */
export const FOLDERS = {
  istio: 'istio-grafana-dashboards',
  'istio-services': 'istio-services-grafana-dashboards',
} as const;
export type Folder = keyof typeof FOLDERS;
export const FOLDER_NAMES = Object.keys(FOLDERS) as readonly Folder[];

/** The dashboards of every mesh; an environment's own come into `istio-services`. */
export const BOARDS = {
  istio: [performance, controlPlane, ztunnel],
  'istio-services': [extension, mesh, service, workload],
} as const satisfies Readonly<Record<Folder, readonly Board[]>>;

const printed = remembered((board: Board) => `${JSON.stringify(dashboardOf(board), null, 1)}\n`);

/** Boards as the files of a ConfigMap. */
export const filesOf = (boards: readonly Board[]): Readonly<Record<string, string>> =>
  Object.fromEntries(boards.map((board) => [`${board.file}.json`, printed(board)]));
