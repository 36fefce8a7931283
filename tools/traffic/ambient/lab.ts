import type { Environment } from '../../../lib/installation/environment';
import type { RunningCluster } from '../../kubelet/cluster';
import { mesh } from '../command';
import { Inside } from '../inside';
import type { Report } from '../report';

/** A cluster of several nodes with a mesh in ambient mode. */
export class Ambient extends Inside {
  constructor(cluster: RunningCluster, report: Report) {
    super(cluster, report, 'ambient');
  }

  /** Applies an environment by the project's own command, and holds that it is what the cluster has. */
  async arrive(what: string, environment: Environment): Promise<void> {
    const { env } = this.cluster;
    const applied = await mesh(['apply', 'mesh', '--prune', '--timeout', '240'], environment, env);
    this.report(`ambient: ${what} is applied`, applied.code === 0, applied.code === 0 ? 'applied' : applied.said);
    const { code, said } = await mesh(['diff', 'mesh'], environment, env);
    this.report(`ambient: ${what} is what the cluster has`, code === 0, said.trim());
  }
}
