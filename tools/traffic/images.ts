import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import type { Image, ImageOf } from '../kubelet/container';

/** Programs of a minor, by environment variable. */
const PROGRAMS = {
  '1.31': { istiod: 'ISTIOD', agent: 'PILOT_AGENT', bootstrap: 'BOOTSTRAP' },
  '1.30': { istiod: 'ISTIOD_1_30', agent: 'PILOT_AGENT_1_30', bootstrap: 'BOOTSTRAP_1_30' },
} as const;

/** What is in an official image, and how it runs where the pod does not say. A plain Envoy has not all of Istio's filters. */
const PLAIN_ENVOY = { PILOT_ENABLE_METADATA_EXCHANGE: 'false', PILOT_ENABLE_ALPN_FILTER: 'false' };
const program = (name: string): string => {
  const file = process.env[name];
  if (!file) throw new Error(`${name} names no file`);
  return file;
};

/** Istio's bootstrap without its extension that tells of peers, for metrics: a plain Envoy has it not, and waypoints always ask for it. */
function bootstrap(name: string, folder: string): string {
  const file = join(folder, `${name}.json`);
  writeFileSync(file, readFileSync(program(name), 'utf8').replaceAll('.metadata_discovery', 'false'));
  return file;
}

function istio(name: string, tag: string, folder: string): Image | undefined {
  const minor = Object.entries(PROGRAMS).find(([one]) => tag.startsWith(`${one}.`))?.[1];
  if (minor === undefined) return undefined;
  if (name === 'pilot') {
    const entrypoint = ['/usr/local/bin/pilot-discovery'];
    return {
      files: { '/usr/local/bin/pilot-discovery': program(minor.istiod) },
      entrypoint,
      user: 1337,
      env: PLAIN_ENVOY,
    };
  }
  if (name === 'ztunnel') {
    const entrypoint = ['/usr/local/bin/ztunnel'];
    return { files: { '/usr/local/bin/ztunnel': program('ZTUNNEL') }, entrypoint, user: 0 };
  }
  if (name === 'install-cni') {
    const own = {
      '/usr/local/bin/install-cni': program('INSTALL_CNI'),
      '/opt/cni/bin/istio-cni': program('ISTIO_CNI'),
    };
    return { files: own, entrypoint: ['/usr/local/bin/install-cni'], user: 0 };
  }
  if (name !== 'proxyv2') return undefined;
  const files = {
    '/usr/local/bin/pilot-agent': program(minor.agent),
    '/usr/local/bin/envoy': program('ENVOY'),
    '/var/lib/istio/envoy/envoy_bootstrap_tmpl.json': bootstrap(minor.bootstrap, folder),
  };
  return { files, entrypoint: ['/usr/local/bin/pilot-agent'], user: 0 };
}

/** A service of its pod's name and version at its first port, in place of any image. */
export function standIns(folder: string): ImageOf {
  const standIn = join(folder, 'stand-in.js');
  const source = join(__dirname, 'stand-in.ts');
  buildSync({ entryPoints: [source], outfile: standIn, bundle: true, platform: 'node', logLevel: 'error' });
  return ({ ports = [] }, { metadata: { labels = {} } }) => {
    const { app = '', version = '' } = labels;
    const env = { APP: app, VERSION: version, PORT: String(ports[0]?.containerPort ?? 9080) };
    const files = { '/srv/stand-in.js': standIn };
    return { files, entrypoint: [process.execPath, '/srv/stand-in.js'], user: 1000, env };
  };
}

/** Istio's own programs of the minor that an image's tag names, and a stand-in for every other image. */
export function images(folder: string): ImageOf {
  const standIn = standIns(folder);
  return (container, pod) => {
    const [, name = '', tag = ''] = /([^/:@]+):([^@]+)/.exec(container.image ?? '') ?? [];
    return istio(name, tag, folder) ?? standIn(container, pod);
  };
}
