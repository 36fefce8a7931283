import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fullMeshConfig } from '../lib/istio/full-mesh-config';
import { injectorConfig, injectorValues, preview } from '../lib/istio/injection';
import { demoProfile } from '../lib/istio/profiles/demo';
import { Revision } from '../lib/istio/revisions/revision';
import { type Block, isBlock } from '../lib/kit/json';
import { readManifests, readYaml } from '../lib/kit/read-yaml';
import { printManifests, printYaml } from '../lib/kit/yaml';
import type { Row } from './row';

/** What istiod injects with: the keys of its two ConfigMaps. */
interface Injector {
  readonly mesh: string;
  readonly config: string;
  readonly values: string;
}

const ours: Injector = {
  mesh: printYaml(fullMeshConfig(new Revision(demoProfile), demoProfile)),
  config: injectorConfig(demoProfile),
  values: injectorValues(demoProfile),
};

/** The official injector of the same profile, as istioctl renders it. */
function official(istioctl: string): Injector {
  const args = ['manifest', 'generate', '--set', 'profile=demo', '--set', `tag=${demoProfile.image.tag}`];
  const text = execFileSync(istioctl, args, { encoding: 'utf8', maxBuffer: 2 ** 26, env: OFFLINE });
  const dataOf = (name: string): Block => {
    const map = readManifests(text).find(
      (object) => isBlock(object) && object['kind'] === 'ConfigMap' && nameOf(object) === name,
    );
    return isBlock(map) && isBlock(map['data']) ? map['data'] : {};
  };
  const injector = dataOf('istio-sidecar-injector');
  return {
    mesh: String(dataOf('istio')['mesh']),
    config: String(injector['config']),
    values: String(injector['values']),
  };
}

const nameOf = ({ metadata }: Block): unknown => (isBlock(metadata) ? metadata['name'] : undefined);
const OFFLINE = { ...process.env, KUBECONFIG: '/dev/null', ENABLE_NATIVE_SIDECARS: 'true' };

const sidecarOf = ({ config }: Injector): string => {
  const parsed = readYaml(config);
  const templates = isBlock(parsed) ? parsed['templates'] : {};
  return isBlock(templates) ? String(templates['sidecar']) : '';
};

const deployment = (i: number) => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: `shop-${i}`, namespace: 'shop' },
  spec: {
    template: {
      metadata: { labels: { app: `shop-${i}` } },
      spec: { containers: [{ name: 'shop', image: 'shop', ports: [{ containerPort: 8080 }] }] },
    },
  },
});
const PODS = 300;

/** Milliseconds of istiod's injection code for one pod: what a file of many takes longer than a file of one. */
function timePerPod(istioctl: string, injector: Injector): number {
  const folder = mkdtempSync(join(tmpdir(), 'bench-'));
  const write = (name: string, text: string) => {
    writeFileSync(join(folder, name), text);
    return join(folder, name);
  };
  const files = [
    '--meshConfigFile',
    write('mesh', injector.mesh),
    '--injectConfigFile',
    write('config', injector.config),
  ];
  const settings = [...files, '--valuesFile', write('values', injector.values), '--revision', 'default'];
  const run = (pods: number): number => {
    const workloads = printManifests(Array.from({ length: pods }, (_, i) => deployment(i)));
    const input = write(`input-${pods}`, workloads);
    const times = [1, 2, 3].map(() => {
      const start = performance.now();
      execFileSync(istioctl, ['kube-inject', '-f', input, ...settings], {
        stdio: ['ignore', 'pipe', 'ignore'],
        maxBuffer: 2 ** 27,
        env: OFFLINE,
      });
      return performance.now() - start;
    });
    return Math.min(...times);
  };
  const time = (run(PODS + 1) - run(1)) / PODS;
  rmSync(folder, { recursive: true });
  return time;
}

function previewTime(): number {
  const start = performance.now();
  for (let i = 0; i < PODS; i++) preview(demoProfile, deployment(i));
  return (performance.now() - start) / PODS;
}

/** Template sizes and injection times of the demo profile; beside the official ones where an istioctl is at hand. */
export function injectionRows(istioctl: string | undefined): readonly Row[] {
  const theirs = istioctl === undefined ? undefined : official(istioctl);
  const size = (text: string) => Buffer.byteLength(text);
  const time = (injector: Injector | undefined) =>
    istioctl === undefined || injector === undefined ? undefined : timePerPod(istioctl, injector);
  return [
    {
      what: 'template sidecar',
      unit: 'bytes',
      ours: size(sidecarOf(ours)),
      official: theirs && size(sidecarOf(theirs)),
    },
    {
      what: 'injector config, 8 templates',
      unit: 'bytes',
      ours: size(ours.config),
      official: theirs && size(theirs.config),
    },
    { what: 'injection of one pod by istiod', unit: 'ms', ours: time(ours), official: time(theirs) },
    { what: 'preview of one pod', unit: 'ms', ours: previewTime(), official: undefined },
  ];
}
