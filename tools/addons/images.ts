import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { VERSIONS } from '../../lib/kit/versions';
import type { Image } from '../kubelet/container';

const CACHE = join(__dirname, '..', '..', '.cache', 'addons');

/** Why Zipkin cannot be had here, if it cannot. */
export function zipkinLacks(): string | undefined {
  const lacks = ['java', 'mvn'].filter((program) => spawnSync(program, ['-version']).error);
  return lacks.length > 0 ? `it needs ${lacks.join(' and ')}` : undefined;
}

/** Zipkin as it is published, what its slim image starts; 86 MB the first time. */
export function zipkinImage(): Image {
  const jar = join(CACHE, `zipkin-server-${VERSIONS.zipkin}-slim.jar`);
  const artifact = `-Dartifact=io.zipkin:zipkin-server:${VERSIONS.zipkin}:jar:slim`;
  mkdirSync(CACHE, { recursive: true });
  if (!existsSync(jar)) execFileSync('mvn', ['-q', 'dependency:copy', artifact, `-DoutputDirectory=${CACHE}`]);
  return { files: { '/zipkin/zipkin.jar': jar }, entrypoint: ['java', '-jar', '/zipkin/zipkin.jar'], user: 1000 };
}
