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

/** The first three are tried in CI. */
export const COMBINATIONS: readonly Combination[] = [
  { manager: 'npm', node: '20', module: 'commonjs', typescript: '7.0.2', flags: [] },
  { manager: 'pnpm', node: '22', module: 'esm', typescript: '5.6.3', flags: ['--entry', 'node-ports', '--no-argo-cd'] },
  { manager: 'yarn4', node: '24', module: 'esm', typescript: '7.0.2', flags: ['--data-plane', 'ambient'] },
  { manager: 'yarn1', node: '20', module: 'commonjs', typescript: '5.6.3', flags: ['--revision', '1-31-1'] },
  {
    manager: 'npm',
    node: '24',
    module: 'esm',
    typescript: '5.6.3',
    flags: ['--data-plane', 'ambient', '--entry', 'node-ports'],
  },
];
