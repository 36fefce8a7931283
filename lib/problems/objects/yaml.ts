import { catalogue, message } from '../../kit/problems';
import { type Doubt, readDocuments, type YamlDocument, YamlFault } from '../../kit/read-yaml';

const MEANING: Readonly<Record<Doubt['kind'], (doubt: Doubt) => readonly [fact: string, remedy: string]>> = {
  word: ({ text, value }) => [
    `kubectl takes ${text} for ${JSON.stringify(value)}; readers of other YAML versions do not`,
    `write ${JSON.stringify(value)}, or "${text}" if text is meant`,
  ],
  key: ({ text, value }) => [`kubectl takes the key ${text} for "${value}"`, `write "${text}" if that is meant`],
  'key twice': ({ text }) => [`the key "${text}" is given twice, and kubectl takes the last`, 'remove one'],
  'number too long': ({ text }) => [`the number ${text} has more digits than most readers keep`, 'write it as text'],
  'line break': () => ['kubectl takes a character for the end of a line (U+0085, U+2028 or U+2029)', 'remove it'],
  'not read': () => ['kubectl reads nothing after "..."', 'divide documents by "---"'],
};

/** YAML files. MESH860-MESH863. */
export const YAML = catalogue({
  fault: [
    'MESH860',
    (reason: string, isTemplate: boolean) => [
      `kubectl cannot read this: ${reason}`,
      isTemplate
        ? 'render the template first (helm template) and give what comes out'
        : 'give Kubernetes objects as YAML or JSON',
    ],
  ],
  doubt: ['MESH861', (doubt: Doubt) => MEANING[doubt.kind](doubt)],
  noObject: [
    'MESH862',
    () => ['this is no Kubernetes object', 'give it apiVersion, kind and metadata.name, or remove it'],
  ],
});

/** What of a file's text can be read, and what is wrong with the rest: `MESH860 [demo/60-own.k8s.yaml:12] ...`. */
export function readFileText(file: string, text: string) {
  const documents: YamlDocument[] = [];
  const problems: string[] = [];
  const doubts: string[] = [];
  const isTemplate = /^[^#\n]*\{\{/m.test(text);
  for (const document of readDocuments(text)) {
    if (document instanceof YamlFault)
      problems.push(message(YAML.fault(document.reason, isTemplate), `${file}:${document.line}`));
    else {
      documents.push(document);
      for (const doubt of document.doubts) doubts.push(message(YAML.doubt(doubt), `${file}:${doubt.line}`));
    }
  }
  return { documents, problems, doubts } as const;
}
