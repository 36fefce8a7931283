import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from '@jest/globals';

const root = join(__dirname, '..', '..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const pages = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.md') && !/^(node_modules|api|\.vitepress)\//.test(file))
  .map((file) => `docs/${file}`)
  .concat('README.md', 'CONTRIBUTING.md');

/** The address of a heading on its page. */
const slug = (heading: string) =>
  heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .replaceAll(' ', '-');
const prose = (text: string) => text.replaceAll(/^```[\s\S]*?^```/gm, '');
const headings = (file: string) =>
  [...prose(read(file)).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) => slug(heading));
const links = (file: string) =>
  [...prose(read(file)).matchAll(/\]\(([^)\s]+)\)/g)].map(([, to = '']) => to).filter((to) => !/^[a-z]+:/.test(to));

/** Where a link leads: a file of the repository, and a heading in it. `/` is the root of the site. */
function target(from: string, to: string) {
  const [path = '', anchor] = to.split('#');
  const file =
    path === '' ? from : path.startsWith('/') ? join('docs', path) : relative('.', join(dirname(from), path));
  return {
    file: /\.\w+$/.test(file) ? file : existsSync(join(root, `${file}.md`)) ? `${file}.md` : join(file, 'index.md'),
    anchor,
  };
}

test('every link leads to a file that is there, and to a heading in it', () => {
  const dead = pages.flatMap((page) =>
    links(page)
      .filter((to) => {
        const { file, anchor } = target(page, to);
        if (!existsSync(join(root, file))) return true;
        return anchor !== undefined && !headings(file).includes(anchor);
      })
      .map((to) => `${page}: ${to}`),
  );
  expect(dead).toEqual([]);
});

test('every npm command that is named exists', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  // What `init` makes has these too.
  const named = pages.flatMap((page) => [...read(page).matchAll(/npm run ([\w:-]+)/g)].map(([, name = '']) => name));
  expect(named.filter((name) => !(name in scripts))).toEqual([]);
});

test('the README is read in a minute: a picture, two commands, three ways to begin', () => {
  const readme = read('README.md');
  const lines = readme.split('\n');
  expect(lines.length).toBeLessThanOrEqual(150);
  expect(lines.findIndex((line) => line.startsWith('!['))).toBeLessThan(5);
  expect(/## Two commands\n\n```sh\n.*\n.*\n```\n/.test(readme)).toBe(true);
  const [, ways = ''] = /^## Three ways to begin\n([\s\S]*?)^## /m.exec(readme) ?? [];
  expect(ways.match(/^### /gm)).toHaveLength(3);
});

test('a guide is on the way of whoever comes from the README', () => {
  const named = new Set(links('README.md').map((to) => target('README.md', to).file));
  // One more step is a step too many only where there is none.
  const near = [...named]
    .filter((file) => file.endsWith('.md'))
    .flatMap((file) => links(file).map((to) => target(file, to).file));
  const guides = pages.filter((page) => page.startsWith('docs/guides/'));
  expect(guides.filter((page) => !named.has(page) && !near.includes(page))).toEqual([]);
});

test.each([
  ['which file made this line', /dist\/<environment>\/<stage>/],
  ['who may call whom', /reachability\(/],
  ['what will this change restart', /diff-summary/],
  ['how do i add a second cluster', /create-remote-secret/],
  ['what is mesh420', /MESH420/],
  ['how do i leave helm', /Helm/],
])('%s: the README leads to the answer', (question, answer) => {
  const row =
    read('README.md')
      .split('\n')
      .find((line) => line.toLowerCase().startsWith(`| ${question}?`)) ?? '';
  const found = [...row.matchAll(/\]\(([^)]+)\)/g)].map(([, to = '']) => target('README.md', to));
  expect(found.length).toBeGreaterThan(0);
  const [{ file = '', anchor } = {}] = found;
  const text = read(file);
  const section =
    anchor === undefined
      ? text
      : (text.split(/^(?=#+ )/m).find((part) => slug(/^#+ (.*)/.exec(part)?.[1] ?? '') === anchor) ?? '');
  expect(section).toMatch(answer);
});
