import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitepress';

const root = join(import.meta.dirname, '..');

/** The pages of a folder by the first heading of each, in the order of their file names or as listed. */
const pages = (folder: string, order: readonly string[] = []) =>
  readdirSync(join(root, folder))
    .filter((file) => file.endsWith('.md') && file !== 'index.md')
    .map((file) => file.replace('.md', ''))
    .sort((a, b) => (order.indexOf(a) + 1 || 99) - (order.indexOf(b) + 1 || 99) || a.localeCompare(b))
    .map((name) => ({
      text: /^# (.*)$/m.exec(readFileSync(join(root, folder, `${name}.md`), 'utf8'))?.[1] ?? name,
      link: `/${folder}/${name}`,
    }));

const GUIDES = ['canary', 'testing', 'zero-trust', 'ambient', 'egress', 'rate-limits', 'observability', 'bundled-addons', 'settings', 'patches', 'gates', 'argocd', 'flux'];

export default defineConfig({
  title: 'cdk8s-istio',
  description: 'Istio, its gateways and addons, and your services as one checked graph in TypeScript',
  cleanUrls: false,
  srcExclude: ['node_modules/**', 'README.md'],
  themeConfig: {
    search: { provider: 'local' },
    nav: [
      { text: 'Start', link: '/start' },
      { text: 'Guides', link: '/guides/canary' },
      { text: 'Reference', link: '/reference/' },
      { text: 'How it is proven', link: '/proven' },
    ],
    outline: [2, 3],
    sidebar: [
      { text: 'Start', items: [{ text: 'From istioctl to code', link: '/start' }] },
      { text: 'Guides', items: pages('guides', GUIDES) },
      {
        text: 'Reference',
        items: [
          { text: 'Overview', link: '/reference/' },
          ...pages('reference'),
          { text: 'Constructs', collapsed: true, link: '/reference/constructs/', items: pages('reference/constructs') },
        ],
      },
      { text: 'How it is proven', items: [{ text: 'What ran, and what it showed', link: '/proven' }] },
    ],
  },
});
