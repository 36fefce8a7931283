import type { Step } from './cluster';
import type { Measured } from './parts';
import type { Told } from './scope';

/** A row: seconds of two commits, and their ratio, or that to a peer. */
export interface Line {
  readonly what: string;
  readonly before: number | undefined;
  readonly now: number | undefined;
  readonly ratio: number | undefined;
  readonly target: string;
}

const over = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? undefined : a / b;

export const text = (value: number | undefined): string =>
  value === undefined || Number.isNaN(value) ? '-' : value.toFixed(2);

/** What needs no server. */
export function lines(small: ReadonlyMap<string, number>, big: ReadonlyMap<string, Measured>): readonly Line[] {
  const istioctl = small.get('istioctl');
  const seconds = (name: string) => small.get(name) ?? big.get(name)?.seconds;
  const line = (what: string, name: string, target: string, to?: number): Line => {
    const [before, now] = [seconds(`before ${name}`), seconds(`now ${name}`)];
    return { what, before, now, ratio: over(now, to ?? before), target };
  };
  const synth = line('`npx cdk8s synth`, seconds above the CLI with an empty app', 'cdk8s synth', '+0.15 s');
  return [
    line("demo, node-direct, to istioctl's control plane", 'demo', '0.33', istioctl ?? Number.NaN),
    line('demo through `npm run`, to istioctl', 'demo by npm', '0.5', istioctl ?? Number.NaN),
    line("all environments, to istioctl's one profile", 'all', '0.6', istioctl ?? Number.NaN),
    { ...synth, ratio: (seconds('now cdk8s synth') ?? Number.NaN) - (seconds('cdk8s alone') ?? Number.NaN) },
    line('first synth after a change of one source file', 'first synth', '0.5'),
    line('5,000 microservices, one route and one policy each: build, check, print', '5000 microservices', '0.4'),
    line('10,000 of them, to 5,000', '10000 microservices', '2.1', seconds('now 5000 microservices')),
    line(
      '`check` of 2,000 objects in a file, to `istioctl analyze`',
      'check',
      '0.33',
      small.get('analyze') ?? Number.NaN,
    ),
    line('relation checks: 2,000 services, 4,000 routes, gateways, policies', 'checks of 2000', '0.1'),
    line('relation checks of twice as many, to these', 'checks of 4000', '2', seconds('now checks of 2000')),
    line('fleet of 200 clusters: build, check, print', '200 clusters', '0.35'),
    { ...line('`report` of 500 services, seconds beside its synth', 'report of 500', '3 s'), ratio: undefined },
    { ...line('`report demo`, seconds beside its synth', 'report of demo', '0.3 s'), ratio: undefined },
  ];
}

/** The commands beside what people do without them. */
export function clusterLines(of: ReadonlyMap<string, number>): readonly Line[] {
  const line = (what: string, step: Step, target: string, to: string): Line => {
    const [before, now, peer] = [of.get(`before ${step}`), of.get(`now ${step}`), of.get(`${to} ${step}`)];
    return { what: `${what} (${text(peer)} s)`, before, now, ratio: over(now, peer), target };
  };
  const server = 'kubectl --server-side';
  return [
    line('`apply demo --no-wait` the first time, to the guide’s kubectl commands', 'first', '0.4', server),
    line('`apply demo` with nothing to do, to `kubectl apply`', 'again', '0.35', 'kubectl'),
    line('the same, to `kubectl apply --server-side`', 'again', '0.9', server),
    line('`diff demo`, to `kubectl diff`', 'diff', '0.3', 'kubectl'),
    line('the same, to `kubectl diff --server-side`', 'diff', '0.7', server),
    line('`status demo`, to before', 'status', '0.2', 'before'),
  ];
}

/** What `SidecarScope` spares Envoy and istiod. */
export const scopeLine = ({ all, scoped }: { readonly all: Told; readonly scoped: Told }): string =>
  `One sidecar of 1,000 services, told what its declared calls need, by istiod's own generators: ${kilobytes(scoped)} instead of ${kilobytes(all)} kB (ratio ${(scoped.bytes / all.bytes).toFixed(3)}, target 0.1), made in ${(scoped.seconds / all.seconds).toFixed(3)} of the time (target 0.2).`;
const kilobytes = ({ bytes }: Told): string => (bytes / 1000).toFixed(0);
