import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { VERSIONS } from '../../lib/kit/versions';
import type { Image } from '../kubelet/container';
import { build } from '../prometheus/build';
import { build as kiali } from './kiali/build';

const CACHE = join(__dirname, '..', '..', '.cache', 'addons');

/** What makes the image of each program, or a word for why it cannot be had here. */
export type Had = (() => Image) | string;

const one = (place: string, file: string, user: number): Image => ({
  files: { [place]: file },
  entrypoint: [place],
  user,
});

/** A program that the environment names, at its place in the image. */
function named(variable: string, what: string, place: string, user: number): Had {
  const file = process.env[variable];
  return file ? () => one(place, file, user) : `${variable} names no ${what}`;
}

/** Zipkin as it is published, what its slim image starts; 86 MB the first time. */
function zipkin(): Had {
  const lacks = ['java', 'mvn'].filter((program) => spawnSync(program, ['-version']).error);
  if (lacks.length > 0) return `it needs ${lacks.join(' and ')}`;
  return () => {
    const jar = join(CACHE, `zipkin-server-${VERSIONS.zipkin}-slim.jar`);
    const artifact = `-Dartifact=io.zipkin:zipkin-server:${VERSIONS.zipkin}:jar:slim`;
    mkdirSync(CACHE, { recursive: true });
    if (!existsSync(jar)) execFileSync('mvn', ['-q', 'dependency:copy', artifact, `-DoutputDirectory=${CACHE}`]);
    return { files: { '/zipkin/zipkin.jar': jar }, entrypoint: ['java', '-jar', '/zipkin/zipkin.jar'], user: 1000 };
  };
}

/** The collector in its release, with the components that the addon's configuration names: a minute of one core the first time. */
function collector(): Image {
  const source = join(__dirname, 'collector');
  const module = `go.opentelemetry.io/collector/otelcol v${VERSIONS.otelCollector}`;
  if (!readFileSync(join(source, 'go.mod'), 'utf8').includes(module))
    throw new Error(`go.mod does not require ${module}`);
  const file = join(CACHE, `collector-${VERSIONS.otelCollector}`);
  mkdirSync(CACHE, { recursive: true });
  if (!existsSync(file)) {
    console.error(`building the OpenTelemetry collector ${VERSIONS.otelCollector}`);
    const args = ['build', '-p', '2', '-trimpath', '-ldflags', '-s -w', '-o', `${file}.new`, '.'];
    execFileSync('go', args, { cwd: source, stdio: 'inherit', env: { ...process.env, CGO_ENABLED: '0' } });
    renameSync(`${file}.new`, file);
  }
  return one('/otelcol-contrib', file, 10001);
}

/** Grafana's search for boards alone: no registry has Grafana. */
function boards(): Image {
  const file = join(CACHE, 'boards.js');
  const entryPoints = [join(__dirname, 'kiali', 'boards.ts')];
  buildSync({ entryPoints, outfile: file, bundle: true, platform: 'node', logLevel: 'error' });
  return { files: { '/srv/boards.js': file }, entrypoint: [process.execPath, '/srv/boards.js'], user: 472 };
}

const { KIALI } = process.env;
const prometheus = (): Image => one('/bin/prometheus', join(build(), 'prometheus'), 65534);

/** The program of each image, as the image starts it; those that no registry has are named by the environment. */
export const IMAGES = {
  'zipkin-slim': zipkin(),
  'opentelemetry-collector-contrib': collector,
  prometheus,
  'prometheus-config-reloader': named(
    'CONFIG_RELOADER',
    `prometheus-config-reloader ${VERSIONS.configReloader}`,
    '/bin/prometheus-config-reloader',
    65534,
  ),
  jaeger: named('JAEGER', `Jaeger ${VERSIONS.jaeger}`, '/cmd/jaeger/jaeger-linux', 10001),
  kiali: KIALI
    ? () => one('/opt/kiali/kiali', kiali(KIALI).kiali, 1000)
    : `KIALI names no checkout of Kiali's tag v${VERSIONS.kiali}`,
  grafana: boards,
  pilot: named('ISTIOD', 'istiod', '/usr/local/bin/pilot-discovery', 1337),
} as const satisfies Readonly<Record<string, Had>>;

/** What a container's image is here, if its program can be had. */
export function imageOf({ image = '' }: { readonly image?: string | undefined }): Image | undefined {
  const [, name = ''] = /([^/:@]+):[^:/]+$/.exec(image) ?? [];
  const had = Object.hasOwn(IMAGES, name) ? IMAGES[name as keyof typeof IMAGES] : undefined;
  return typeof had === 'function' ? had() : undefined;
}

/** Why some programs, or pods at all, cannot run here. */
export function lacking(...names: readonly (keyof typeof IMAGES)[]): string | undefined {
  if (process.getuid?.() !== 0 || process.platform !== 'linux') return 'pods need Linux and root';
  const missing = ['ip', 'iptables'].filter((program) => spawnSync(program, ['-V']).error);
  if (missing.length > 0) return `pods need ${missing.join(' and ')}`;
  return names.map((name) => IMAGES[name]).find((had) => typeof had === 'string') as string | undefined;
}
