import { existsSync, mkdirSync, readdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Pod } from './types';

/** Control groups of the second kind, alone or beside those of the first. */
const ROOT = ['/sys/fs/cgroup/unified', '/sys/fs/cgroup'].find((folder) => existsSync(join(folder, 'cgroup.procs')));

const PODS = join(ROOT ?? '', 'kubepods');
const folderOf = ({ metadata }: Pick<Pod, 'metadata'>) => join(PODS, `pod${metadata.uid}`);

/** Puts a process into the control group of its container: node agents know by it whose process it is. */
export function enter(pod: Pod, container: string, pid: number): void {
  if (ROOT === undefined) return;
  const folder = join(folderOf(pod), container);
  mkdirSync(folder, { recursive: true });
  try {
    writeFileSync(join(folder, 'cgroup.procs'), String(pid));
  } catch {
    // It has ended already.
  }
}

/** Processes of a pod's containers, whichever world it runs in below this one. */
export function processesOf(pod: Pod): readonly number[] {
  const containers = [...(pod.spec.initContainers ?? []), ...pod.spec.containers];
  const files = containers.map(({ name }) => join(folderOf(pod), name, 'cgroup.procs')).filter(existsSync);
  return files.flatMap((file) => readFileSync(file, 'utf8').split('\n').filter(Boolean).map(Number));
}

/** Removes what is left of a pod that has ended. */
export const leave = (pod: Pod): void => removed(folderOf(pod));

/** Removes what is left of all pods whose processes have ended, on whichever node. */
export function leaveAll(): void {
  if (ROOT !== undefined && existsSync(PODS))
    for (const one of readdirSync(PODS, { withFileTypes: true })) if (one.isDirectory()) removed(join(PODS, one.name));
}

function removed(folder: string): void {
  if (ROOT === undefined || !existsSync(folder)) return;
  try {
    for (const one of readdirSync(folder, { withFileTypes: true }))
      if (one.isDirectory()) rmdirSync(join(folder, one.name));
    rmdirSync(folder);
  } catch {
    // A process of it ends at its leisure.
  }
}
