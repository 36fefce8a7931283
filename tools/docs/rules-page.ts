import { RULES } from '../../lib/checks';
import type { Rule } from '../../lib/checks/rule';
import { ENVIRONMENT_RULES } from '../../lib/installation/rules';

type Line = Pick<Rule, 'name' | 'codes' | 'severity' | 'about' | 'reads'>;

const table = (rules: readonly Line[]): string =>
  [
    '| rule | codes | | what must be true | reads |',
    '| --- | --- | --- | --- | --- |',
    ...rules.map(
      ({ name, codes, severity, about, reads }) =>
        `| \`${name}\` | ${codes.join(', ')} | ${severity} | ${about.replaceAll('|', '\\|')} | ${reads.join(', ')} |`,
    ),
  ].join('\n');

/** The page of all rules, made of the rules themselves. */
export const rulesPage = (): string => `# Rules

What is held of the objects of a mesh as they will be written, whoever wrote them. Before, each object must be one that its schema accepts
(IST0106). One is let off a rule by the annotation \`cdk8s-istio/waived-<code>\` with a reason (MESH800, MESH801).

${table(RULES)}

Of an environment as it is decided, and the objects that it makes:

${table(ENVIRONMENT_RULES)}
`;
