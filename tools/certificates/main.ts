import { spawnSync } from 'node:child_process';
import type { Environment } from '../../lib/installation/environment';
import { build as kubernetes, minor } from '../cluster/build';
import type { ImageOf } from '../kubelet/container';
import { inOwnWorld } from '../kubelet/world';
import { missing, NEEDED } from '../traffic/lab';
import { type Report, verdicts } from '../traffic/report';
import { build, CERT_MANAGER, type CertManager } from './build';
import { gateways } from './gateways';
import { issued } from './issued';
import { beginByIstioCsr, byIstioCsr, istioCsr, withIstioCsr } from './istio-csr';
import { Lab } from './lab';
import { acme, withOneRoot } from './mesh';
import { beginPluggedIn, intermediate, pluggedIn } from './plugged-in';
import { restarts, rotation } from './rotation';

interface Mesh {
  readonly environment: Environment;
  /** What stands in for images, given what does in any mesh. */
  readonly imageOf?: (others: ImageOf) => ImageOf;
  readonly begin: (lab: Lab) => Promise<void>;
  /** In their order; each may go on its own. */
  readonly parts: Readonly<Record<string, (lab: Lab) => Promise<void>>>;
  /** Programs that it needs beside those of any, by environment variable. */
  readonly needs: Readonly<Record<string, string>>;
}

const MESHES: readonly Mesh[] = [
  {
    environment: acme,
    begin: beginPluggedIn,
    parts: { 'plugged-in': pluggedIn, gateways, intermediate, rotation },
    needs: {},
  },
  { environment: withOneRoot, begin: beginPluggedIn, parts: { restarts }, needs: {} },
  {
    environment: byIstioCsr,
    imageOf: withIstioCsr,
    begin: beginByIstioCsr,
    parts: { 'istio-csr': istioCsr },
    needs: { ISTIO_CSR: "cert-manager's istio-csr, which no registry has that we build from" },
  },
];
const ISSUED = 'issued';

/** Why a mesh does not run here. */
function lacking({ needs }: Mesh): string | undefined {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return 'pods need root of a Linux';
  const programs = ['ip', 'iptables', 'openssl', 'curl', 'nsenter', 'setpriv'];
  const absent = programs.filter((program) => spawnSync('sh', ['-c', `command -v ${program}`]).status !== 0);
  if (absent.length > 0) return `pods need ${absent.join(', ')}`;
  const { ISTIOD, PILOT_AGENT, ENVOY, BOOTSTRAP } = NEEDED;
  const unnamed = missing({ ISTIOD, PILOT_AGENT, ENVOY, BOOTSTRAP, ...needs });
  return unnamed.length > 0 ? `the environment does not name ${unnamed.join(', ')}` : undefined;
}

/** One mesh for those of its parts that are asked for, in a world of its own. */
async function run(mesh: Mesh, parts: readonly string[], certManager: CertManager, report: Report): Promise<void> {
  const lack = lacking(mesh);
  if (lack !== undefined) return console.log(`skipped: ${parts.join(', ')}: ${lack}`);
  // There is no registry to build from in a world of its own.
  kubernetes(minor(), { pods: true });
  const code = inOwnWorld(...parts);
  if (code !== undefined) return report(`${parts.join(', ')}, in a world of its own`, code === 0, `ended with ${code}`);
  const lab = await Lab.open(mesh.environment, report, mesh.imageOf);
  try {
    await lab.begin(certManager);
    await mesh.begin(lab);
    for (const name of parts) await mesh.parts[name]?.(lab);
    const { restarts } = lab.running.kubelet;
    report('certificates: no container ended by itself', restarts.length === 0, restarts.join(' ') || 'none');
  } finally {
    await lab.close();
  }
}

async function main(...asked: readonly string[]): Promise<void> {
  const all = [ISSUED, ...MESHES.flatMap(({ parts }) => Object.keys(parts))];
  const unknown = asked.filter((one) => !all.includes(one));
  if (unknown.length > 0) {
    console.error(`there is no ${unknown.join(', ')}, but ${all.join(', ')}`);
    process.exitCode = 2;
    return;
  }
  const wanted = all.filter((name) => asked.length === 0 || asked.includes(name));
  const { report, end } = verdicts();
  const certManager = build();
  if (wanted.includes(ISSUED)) await issued(report, certManager);
  for (const mesh of MESHES) {
    const parts = wanted.filter((name) => name in mesh.parts);
    if (parts.length > 0) await run(mesh, parts, certManager, report);
  }
  end(`certificates by cert-manager ${CERT_MANAGER}`);
}

void main(...process.argv.slice(2));
