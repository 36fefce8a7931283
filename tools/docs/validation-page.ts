import { RULES } from '../../lib/checks';
import { ROWS } from '../../test/validation';
import { KUBERNETES_ROWS } from '../../test/validation/kubernetes';
import type { Row } from '../../test/validation/row';

const cell = (text: string): string => text.replaceAll('|', '\\|');

/** By what a message is held: the CRD's schema, the grammar of the mesh configuration, or a rule of ours. */
const holder = (code: string, kind: string): string =>
  code === 'IST0106'
    ? 'its schema (IST0106)'
    : kind === 'MeshConfig' || kind === 'MeshNetworks'
      ? `its grammar (${code})`
      : ((rule) => `\`${rule?.name}\` (${code})${rule?.severity === 'warning' ? ', a warning' : ''}`)(
          RULES.find(({ codes }) => codes.includes(code)),
        );

const lines = (rows: readonly Row[]): readonly string[] =>
  rows.map(({ of, rule, code, kind }) => `| \`${of}\` | ${cell(rule)} | ${holder(code, kind)} |`);

const KINDS = [...new Set(ROWS.map(({ kind }) => kind))];

/** The page of what istiod's validation asks, and who holds it here, made of the rows themselves. */
export const validationPage = (): string => `# What istiod would refuse

istiod's webhook judges every resource of Istio, function by function; below is what each function asks, and what holds it at synth,
whoever wrote the object: a construct, a file, or a patch. \`npm test\` tries a wrong object and its twin of every row here;
\`npm run test:validation\` asks istiod's own functions about the same objects.
What says that no entry of a list is null is said once for each list; what checks its own Go types cannot be written in YAML.
${KINDS.map(
  (kind) => `
## ${kind}

| function | what must be true | held by |
| --- | --- | --- |
${lines(ROWS.filter((row) => row.kind === kind)).join('\n')}
`,
).join('')}
## Kubernetes

What the API server asks of an object of its own kinds, where its type here does not say so; all are MESH900, by lib/checks/kubernetes.
\`npm run test:cluster\` applies each, and its twin, to a real API server.

| kind | function | what must be true |
| --- | --- | --- |
${KUBERNETES_ROWS.map(({ kind, of, rule, applied }) => `| ${kind} | \`${of}\` | ${cell(rule)}${applied ? ' (server-side apply)' : ''} |`).join('\n')}
`;
