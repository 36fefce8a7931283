import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitepress';

const root = join(import.meta.dirname, '..');

const page = (path: string) => ({
  text: /^# (.*)$/m.exec(readFileSync(join(root, `${path}.md`), 'utf8'))?.[1] ?? path,
  link: `/${path}`,
});

/** The pages of a folder, by their first headings, in the order of their file names. */
const pages = (folder: string) =>
  readdirSync(join(root, folder))
    .filter((file) => file.endsWith('.md') && file !== 'index.md')
    .sort()
    .map((file) => page(`${folder}/${file.replace('.md', '')}`));

/** Guides by what their reader is about; one that is in no list comes under the last heading. */
const GUIDES = {
  'Begin': ['repository', 'environments', 'settings', 'leave-helm', 'dist'],
  'Bring it into clusters': ['apply', 'argocd', 'flux', 'upgrade', 'clusters'],
  'Traffic': ['canary', 'egress', 'rate-limits', 'ambient'],
  'Trust': ['zero-trust', 'certificates', 'gates'],
  'See and test': ['report', 'observability', 'bundled-addons', 'testing', 'debugging'],
  'Change anything': ['patches', 'addons'],
};
const known = Object.values(GUIDES).flat();
const others = readdirSync(join(root, 'guides'))
  .map((file) => file.replace('.md', ''))
  .filter((name) => !known.includes(name));
const guides = Object.entries(GUIDES).map(([text, names]) => ({
  text,
  items: [...names, ...(text === 'Change anything' ? others : [])]
    .filter((name) => existsSync(join(root, 'guides', `${name}.md`)))
    .map((name) => page(`guides/${name}`)),
}));

/** A folder of generated pages. */
const folder = (path: string) => ({
  ...page(`${path}/index`),
  link: `/${path}/`,
  collapsed: true,
  items: pages(path),
});
const folders = readdirSync(join(root, 'reference'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => folder(`reference/${name}`));

export default defineConfig({
  title: 'cdk8s-istio',
  description: 'Istio, its gateways and addons, and your services as one checked graph in TypeScript',
  lang: 'en',
  head: [['link', { rel: 'icon', type: 'image/svg+xml', href: '/favicon.svg' }]],
  srcExclude: ['node_modules/**', 'README.md'],
  metaChunk: true,
  markdown: { theme: { light: 'github-light-high-contrast', dark: 'github-dark-high-contrast' } },
  themeConfig: {
    search: { provider: 'local' },
    nav: [
      { text: 'Start', link: '/start' },
      { text: 'Guides', link: '/guides/repository' },
      { text: 'Reference', link: '/reference/' },
      { text: 'How it is proven', link: '/proven' },
    ],
    outline: [2, 3],
    sidebar: [
      { text: 'Start', items: [page('start')] },
      ...guides,
      {
        text: 'Reference',
        items: [
          { text: 'Overview', link: '/reference/' },
          ...folders,
          ...pages('reference'),
          { text: 'API', link: '/api/' },
          page('versions'),
        ],
      },
      { text: 'How it is proven', items: [page('proven'), page('proof-routes')] },
    ],
  },
});
