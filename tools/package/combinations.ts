/** How each package manager is had and called. */
export const MANAGERS = {
  npm: { name: 'npm', command: 'npm', packages: [] },
  pnpm: { name: 'pnpm', command: 'pnpm', packages: ['pnpm@10'] },
  yarn1: { name: 'yarn', command: 'yarn', packages: ['yarn@1'] },
  yarn4: { name: 'yarn', command: 'yarn', packages: ['@yarnpkg/cli-dist@4'] },
} as const satisfies Readonly<Record<string, { name: string; command: string; packages: readonly string[] }>>;

export interface Combination {
  readonly manager: keyof typeof MANAGERS;
  readonly node: string;
  readonly module: 'commonjs' | 'esm';
  readonly typescript: string;
  readonly flags: readonly string[];
}

const of = (
  manager: Combination['manager'],
  node: string,
  module: Combination['module'],
  typescript: string,
  ...flags: readonly string[]
): Combination => ({ manager, node, module, typescript, flags });

/** Every package manager with every Node, module system and TypeScript, and each of these with each other. */
export const COMBINATIONS: readonly Combination[] = [
  // The first three, which share nothing, are tried in CI.
  of('npm', '20', 'commonjs', '7.0.2'),
  of('pnpm', '22', 'esm', '5.6.3', '--entry', 'node-ports', '--no-argo-cd'),
  of('yarn4', '24', 'esm', '7.0.2', '--data-plane', 'ambient'),
  of('npm', '22', 'commonjs', '5.6.3', '--revision', '1-31-1'),
  of('npm', '24', 'esm', '5.6.3', '--data-plane', 'ambient', '--entry', 'node-ports'),
  of('pnpm', '20', 'esm', '7.0.2', '--data-plane', 'ambient', '--no-argo-cd'),
  of('pnpm', '24', 'commonjs', '7.0.2', '--revision', '1-31-1', '--entry', 'node-ports'),
  of('yarn1', '20', 'commonjs', '5.6.3', '--revision', '1-31-1'),
  of('yarn1', '22', 'esm', '7.0.2'),
  of('yarn1', '24', 'commonjs', '5.6.3', '--no-argo-cd'),
  of('yarn4', '20', 'esm', '5.6.3', '--entry', 'node-ports'),
  of('yarn4', '22', 'commonjs', '7.0.2', '--revision', '1-31-1', '--no-argo-cd'),
];
