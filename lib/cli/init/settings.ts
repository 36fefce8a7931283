import type { InitOptions } from './options';

/** Versions that a new repository begins with; Renovate moves them. */
const DEPENDENCIES = { cdk8s: '^2.70.0', 'cdk8s-plus-27': '^2.9.5', constructs: '^10.4.0' } as const;
const DEVELOPMENT = { '@types/node': '^20.19.0', expect: '^30.0.0', tsx: '^4.20.0', typescript: '^7.0.0' } as const;
/** cdk8s-plus-27 brings a release tool of 50 MB along by mistake. */
const SPARED = { backport: 'npm:empty-npm-package@1.0.0' } as const;

const json = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

export const packageJson = ({ name, module, packageManager, package: own }: InitOptions): string =>
  json({
    name,
    version: '0.0.0',
    private: true,
    ...(module === 'esm' ? { type: 'module' } : {}),
    engines: { node: '>=20' },
    scripts: {
      synth: 'cdk8s-istio synth && cdk8s-istio report --pictures --out pictures',
      test: 'node --import tsx --test mesh.test.ts',
      check: 'tsc',
      'diff-summary': 'cdk8s-istio diff-summary',
    },
    dependencies: { ...DEPENDENCIES, 'cdk8s-istio': own },
    devDependencies: DEVELOPMENT,
    ...(packageManager === 'npm' ? { overrides: SPARED } : {}),
    ...(packageManager === 'yarn' ? { resolutions: SPARED } : {}),
  });

export const tsconfig = (): string =>
  json({
    compilerOptions: {
      target: 'ES2022',
      lib: ['ES2023'],
      module: 'node16',
      types: ['node'],
      strict: true,
      noUncheckedIndexedAccess: true,
      noUnusedLocals: true,
      skipLibCheck: true,
      noEmit: true,
    },
    include: ['*.ts'],
  });

export const cdk8sYaml =
  (): string => `# What \`npx cdk8s synth\` runs, where cdk8s-cli is installed. The CLI empties its output folder before it runs the app;
# dist/ is replaced by the app itself, once everything in it is right.
language: typescript
app: node node_modules/cdk8s-istio/bin/cdk8s-istio.cjs synth
output: .synth
`;

/** What a package manager needs besides package.json. */
export const managerFiles = ({ packageManager }: InitOptions): readonly (readonly [string, string])[] =>
  packageManager === 'pnpm'
    ? [
        [
          'pnpm-workspace.yaml',
          `# A release tool of 50 MB that cdk8s-plus-27 brings along by mistake.\noverrides:\n  backport: ${SPARED.backport}\nonlyBuiltDependencies: []\n`,
        ],
      ]
    : packageManager === 'yarn'
      ? [['.yarnrc.yml', 'nodeLinker: node-modules\nenableTelemetry: false\n']]
      : [];

export const gitignore = (): string => 'node_modules/\n.synth/\n.yarn/\n/report/\n';
export const gitattributes = (): string =>
  'dist/** linguist-generated\npictures/** linguist-generated\npackage-lock.json linguist-generated\n';

export const renovate = (): string =>
  json({
    $schema: 'https://docs.renovatebot.com/renovate-schema.json',
    extends: ['config:recommended', 'helpers:pinGitHubActionDigests'],
    ignorePaths: ['**/node_modules/**', 'dist/**'],
    packageRules: [{ matchPackageNames: ['cdk8s', 'cdk8s-plus-27', 'constructs', 'cdk8s-istio'], groupName: 'cdk8s' }],
  });

/** How each package manager installs what the lock file says. */
const INSTALL = {
  npm: ['npm ci', ''],
  pnpm: ['corepack pnpm install --frozen-lockfile', 'corepack '],
  yarn: ['corepack yarn install --immutable', 'corepack '],
} as const;

export function workflow({ name, packageManager }: InitOptions): string {
  const [install, by] = INSTALL[packageManager];
  const run = (script: string) => `${by}${packageManager} run ${script}`;
  return `name: mesh
on:
  pull_request:
  push:
    branches: [main]
permissions:
  contents: read
jobs:
  check:
    runs-on: ubuntu-latest
    timeout-minutes: 15
    permissions:
      contents: read
      pull-requests: write
      security-events: write
    steps:
      - uses: actions/checkout@v5
        with:
          fetch-depth: 0
          persist-credentials: false
      - uses: actions/setup-node@v5
        with:
          node-version: 22
      - run: ${install}
      - run: ${run('check')}
      - run: ${run('synth')}
      - name: dist/ and pictures/ are what the sources make
        run: test -z "$(git status --porcelain dist pictures)" || { git diff --stat -- dist pictures; exit 1; }
      - run: ${run('test')}
      - name: What is wrong in dist/, for code scanning
        run: npx cdk8s-istio check --output sarif dist/${name} > mesh.sarif
      - uses: github/codeql-action/upload-sarif@v4
        if: always() && hashFiles('mesh.sarif') != '' && (github.event_name == 'push' || github.event.pull_request.head.repo.full_name == github.repository)
        with:
          sarif_file: mesh.sarif
      - name: What this changes in the clusters
        if: github.event_name == 'pull_request'
        run: |
          npx cdk8s-istio diff-summary "$(git merge-base HEAD "origin/$BASE")" --pictures pictures --head "$HEAD" > summary.md
          cat summary.md >> "$GITHUB_STEP_SUMMARY"
        env:
          BASE: \${{ github.base_ref }}
          HEAD: \${{ github.event.pull_request.head.sha }}
      - name: The same as a comment
        if: github.event_name == 'pull_request' && github.event.pull_request.head.repo.full_name == github.repository
        run: gh pr comment "$NUMBER" --edit-last --create-if-none --body-file summary.md
        env:
          GH_TOKEN: \${{ github.token }}
          NUMBER: \${{ github.event.pull_request.number }}
`;
}
