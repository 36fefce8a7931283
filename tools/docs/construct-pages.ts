import { printManifests } from '../../lib';
import { CONSTRUCTS, exampleMesh } from './constructs';
import { exampleOf } from './examples';
import { propsText } from './props/table';

const FENCE = '```';

const AROUND = `In the example \`chart\` is a mesh, \`shop\` and \`edge\` are namespaces of it, \`cart\` and \`stock\` microservices in \`shop\`,
and \`ingress\` and \`egress\` gateways.`;

/** The file name of a construct's page: `DestinationPolicy` is at `destination-policy.md`. */
export const pageOf = (construct: string): string =>
  `${construct.replace(/(?<=[a-z])(?=[A-Z])/g, '-').toLowerCase()}.md`;

/** The objects that an example adds to the mesh in which it stands, as they are written. */
function written(construct: string): string {
  const mesh = exampleMesh();
  const printed = () => [...mesh.app.objects().values()].flat().map((object) => printManifests([object.toJson()]));
  const before = new Set(printed());
  CONSTRUCTS[construct]?.example(mesh);
  return printed()
    .filter((text) => !before.has(text))
    .join('---\n');
}

/** The page of one construct: what it is for, an example, what that writes, and its props. */
export function constructPage(construct: string): string {
  const purpose = CONSTRUCTS[construct]?.purpose ?? '';
  return [
    `# ${construct}`,
    purpose,
    `${FENCE}typescript\n${exampleOf(construct).join('\n')}\n${FENCE}`,
    AROUND,
    '## What it writes',
    `${FENCE}yaml\n${written(construct).trimEnd()}\n${FENCE}`,
    propsText(construct),
    '',
  ].join('\n\n');
}

/** The list of all constructs, each with its purpose and a link. */
export const constructIndex = (): string =>
  [
    '# Constructs',
    '',
    'A test compiles and synthesizes each example.',
    '',
    '| construct | what it is for |',
    '| --- | --- |',
    ...Object.entries(CONSTRUCTS).map(([name, { purpose }]) => `| [${name}](${pageOf(name)}) | ${purpose} |`),
    '',
  ].join('\n');

/** Every page of the folder, by file name. */
export const constructPages = (): ReadonlyMap<string, string> =>
  new Map([
    ['index.md', constructIndex()],
    ...Object.keys(CONSTRUCTS).map((name) => [pageOf(name), constructPage(name)] as const),
  ]);
