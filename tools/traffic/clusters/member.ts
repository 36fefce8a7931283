import type { ChildProcess } from 'node:child_process';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RunningCluster } from '../../kubelet/cluster';
import { inWorldOf, ownNetworks } from '../../kubelet/world';
import { images } from '../images';
import type { Place } from './wires';

/** What is known of a cluster once it runs. */
export interface Opened {
  readonly kubeconfig: string;
  /** Of its pods. */
  readonly folder: string;
}

interface Joining {
  readonly place: Place;
  /** Of this cluster alone. */
  readonly folder: string;
}

/** Written when the cluster runs. */
export const openedFile = (folder: string): string => join(folder, 'opened.json');

/** Starts a cluster, on the wire that is laid for it. It ends, with all that runs in it, when it is killed. */
export const member = (joining: Joining): ChildProcess =>
  inWorldOf(joining.place.name, __filename, JSON.stringify(joining));

async function main({ place, folder }: Joining): Promise<void> {
  ownNetworks();
  const cluster = await RunningCluster.open(images(folder), undefined, place);
  const opened: Opened = { kubeconfig: cluster.env['KUBECONFIG'] ?? '', folder: cluster.folder };
  const file = openedFile(folder);
  writeFileSync(`${file}.new`, JSON.stringify(opened));
  renameSync(`${file}.new`, file);
}

if (require.main === module) void main(JSON.parse(process.argv[2] ?? '{}'));
