import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MeshApp } from '../../../lib/checks/judge/mesh-app';
import type { App, Environment } from '../../../lib/installation/environment';
import { MeshEnvironment } from '../../../lib/installation/installation';
import { printManifests } from '../../../lib/kit/yaml';
import { addressOf, type Json, jsonOf } from '../report';
import type { Ambient } from './lab';

/** An environment as a tree, and its objects. */
export function written(environment: Environment) {
  const app = new MeshApp();
  const made = new MeshEnvironment(app, environment);
  return { made, objects: jsonOf(app) };
}

const differing = (all: readonly Json[], from: readonly Json[]): readonly Json[] => {
  const known = new Map(from.map((object) => [addressOf(object), JSON.stringify(object)]));
  return all.filter((object) => known.get(addressOf(object)) !== JSON.stringify(object));
};

/** Runs `body` with what one environment has and another has not; then all is as before. */
export async function between(lab: Ambient, from: Environment, to: Environment, body: () => Promise<void>) {
  const [before, after] = [written(from).objects, written(to).objects];
  const changed = differing(after, before);
  const there = new Set(before.map(addressOf));
  const file = join(lab.cluster.folder, 'case.yaml');
  const send = async (verb: readonly string[], objects: readonly Json[]) => {
    writeFileSync(file, printManifests(objects));
    const said = await lab.kubectl(...verb, '-f', file);
    if (/error|invalid|denied/i.test(said)) throw new Error(said);
  };
  const apply = ['apply', '--server-side', '--force-conflicts', '--field-manager=case'];
  if (changed.length > 0) await send(apply, changed);
  try {
    await body();
  } finally {
    const [added, mended] = [
      changed.filter((object) => !there.has(addressOf(object))),
      differing(before, after).filter((object) => there.has(addressOf(object))),
    ];
    if (added.length > 0) await send(['delete', '--ignore-not-found'], added);
    if (mended.length > 0) await send(apply, mended);
  }
}

/** What an app has made in an environment. */
export const madeBy = <T>(environment: Environment, app: (...args: Parameters<App>) => T): T =>
  written(environment).made.made(app as App) as T;
