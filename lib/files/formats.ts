import type { Severity } from '../checks/rule';
import type { Problem } from '../kit/problems';

/** A finding in a file, as every form of the output tells it. */
export interface FileFinding {
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly severity: Severity;
  /** The object: `VirtualService shop/cart`. */
  readonly object: string;
  readonly problem: Problem;
}

const words = ({ object, problem: { fact, remedy } }: FileFinding): string => `${object}: ${fact}; ${remedy}`;

/** `CODE [file:line] object: fact; remedy`, a warning marked as such. */
export const text = (found: readonly FileFinding[]): string =>
  found
    .map((one) => {
      const mark = one.severity === 'error' ? '' : `${one.severity}: `;
      return `${mark}${one.problem.code} [${one.file}:${one.line}] ${words(one)}`;
    })
    .join('\n');

/** Data for programs: one entry each. */
export const json = (found: readonly FileFinding[]) =>
  found.map(({ file, line, severity, object, problem }) => ({ file, line, severity, object, ...problem }));

const ESCAPED: readonly (readonly [string, string])[] = [
  ['%', '%25'],
  ['\r', '%0D'],
  ['\n', '%0A'],
];
const escaped = (value: string): string => ESCAPED.reduce((all, [from, to]) => all.replaceAll(from, to), value);
const property = (value: string): string => escaped(value).replaceAll(':', '%3A').replaceAll(',', '%2C');

const GITHUB: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' };

/** Workflow commands, which GitHub shows at the lines of a pull request. */
export const github = (found: readonly FileFinding[]): string =>
  found
    .map((one) => {
      const place = `file=${property(one.file)},line=${one.line},title=${property(one.problem.code)}`;
      return `::${GITHUB[one.severity]} ${place}::${escaped(words(one))}`;
    })
    .join('\n');

const SARIF: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

/** SARIF 2.1.0, for code scanning. `version`: of this program. */
export const sarif = (found: readonly FileFinding[], version: string) => ({
  $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
  version: '2.1.0',
  runs: [
    {
      tool: {
        driver: {
          name: 'cdk8s-istio',
          version,
          rules: [...new Set(found.map(({ problem }) => problem.code))].sort().map((id) => ({ id })),
        },
      },
      results: found.map((one) => ({
        ruleId: one.problem.code,
        level: SARIF[one.severity],
        message: { text: words(one) },
        locations: [
          {
            physicalLocation: {
              artifactLocation: { uri: one.file.replaceAll('\\', '/') },
              region: { startLine: one.line },
            },
          },
        ],
      })),
    },
  ],
});
