import { printJson } from '../../../kit/json';
import { remembered } from '../../../kit/once-per-object';
import { dashboardOf } from '../dashboard';
import type { Board } from '../model';
import { controlPlane } from './control-plane';
import { extension } from './extension';
import { gateways } from './gateways';
import { mesh } from './mesh';
import { performance } from './performance';
import { service } from './service';
import { workload } from './workload';
import { ztunnel } from './ztunnel';

export { bookinfo } from './bookinfo';

/** Folders of dashboards: of the mesh itself, and of what runs in it. */
export const FOLDER_NAMES = ['istio', 'istio-services'] as const;
export type Folder = (typeof FOLDER_NAMES)[number];

/** The dashboards of every mesh; an environment's own come into `istio-services`. */
export const BOARDS = {
  istio: [performance, controlPlane, ztunnel, gateways],
  'istio-services': [extension, mesh, service, workload],
} as const satisfies Readonly<Record<Folder, readonly Board[]>>;

/** A board as Grafana reads it from a file. */
export const printed = remembered((board: Board): string => `${printJson(dashboardOf(board))}\n`);
