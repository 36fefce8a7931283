import type { Asked } from '../request/ask';
import { changesView } from './changes';
import { el, fill } from './dom';
import { graphView } from './graph/graph';
import { installationView } from './installation';
import { liveView } from './live';
import { matrixView } from './matrix';
import { requestView } from './request';
import { type Doors, report } from './state';

const panel = el('aside', { class: 'panel', 'aria-label': 'Details', hidden: true });

/** The panel takes the focus, and gives it back. */
let before: Element | null = null;
function close(): void {
  panel.hidden = true;
  if (before instanceof HTMLElement || before instanceof SVGElement) before.focus();
}

const doors: Doors = {
  open(title, content) {
    if (!panel.contains(document.activeElement)) before = document.activeElement;
    const head = el('h2', { tabindex: -1 }, title);
    fill(
      panel,
      el('button', { type: 'button', class: 'close', 'aria-label': 'Close', click: close }, '×'),
      head,
      content,
    );
    panel.hidden = false;
    panel.scrollTop = 0;
    head.focus();
  },
  ask(cluster: string, asked: Partial<Asked>) {
    choose('request');
    request.put(cluster, asked);
  },
  show(node) {
    choose('graph');
    graph.show(node);
  },
};

const graph = graphView(doors);
const request = requestView();

/** Made when they are first looked at: of many services each takes a moment. */
const VIEWS = {
  graph: { title: 'Graph', view: () => graph.view },
  matrix: { title: 'Who may call whom', view: () => matrixView(doors) },
  request: { title: 'Try a request', view: () => request.view },
  installation: { title: 'Installation', view: installationView },
  live: { title: 'Cluster', view: liveView },
  changes: { title: 'Changes', view: () => changesView(doors) },
} as const;
type Name = keyof typeof VIEWS;
const isAsked: Partial<Record<Name, boolean>> = {
  live: report.clusters.some(({ live }) => live !== undefined),
  changes: report.changes !== undefined,
};
const names = (Object.keys(VIEWS) as Name[]).filter((name) => isAsked[name] ?? true);

const main = el('main', {});
const made = new Map<Name, HTMLElement>();
const tabs = new Map(
  names.map((name) => [
    name,
    el(
      'button',
      { type: 'button', role: 'tab', id: `tab-${name}`, 'aria-controls': 'view', click: () => choose(name) },
      VIEWS[name].title,
    ),
  ]),
);

function choose(name: Name): void {
  const view = made.get(name) ?? VIEWS[name].view();
  const isFirst = !made.has(name);
  made.set(name, view);
  for (const [own, tab] of tabs) {
    tab.setAttribute('aria-selected', String(own === name));
    tab.tabIndex = own === name ? 0 : -1;
  }
  tabs.get(name)?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  panel.hidden = true;
  main.replaceChildren(view);
  if (location.hash !== `#${name}`) history.replaceState(null, '', `#${name}`);
  if (name === 'graph' && isFirst) graph.draw();
}

const THEMES = ['auto', 'light', 'dark'] as const;
let theme: (typeof THEMES)[number] = 'auto';
const themeButton = el(
  'button',
  {
    type: 'button',
    class: 'theme',
    click: () => {
      theme = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'auto';
      if (theme === 'auto') delete document.documentElement.dataset['theme'];
      else document.documentElement.dataset['theme'] = theme;
      themeButton.textContent = `Colours: ${theme}`;
    },
  },
  'Colours: auto',
);

const list = el(
  'nav',
  {
    role: 'tablist',
    'aria-label': 'Parts of the report',
    keydown: (event) => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[(event as KeyboardEvent).key];
      const at = names.findIndex((name) => tabs.get(name) === document.activeElement);
      const next = by === undefined || at < 0 ? undefined : names[(at + by + names.length) % names.length];
      if (next === undefined) return;
      choose(next);
      tabs.get(next)?.focus();
    },
  },
  [...tabs.values()],
);
main.id = 'view';
main.setAttribute('role', 'tabpanel');
const purpose =
  report.clusters.length === 1
    ? (report.clusters[0]?.purpose ?? '').replaceAll('`', '')
    : `${report.clusters.length} clusters`;
document.body.replaceChildren(
  el('header', {}, el('h1', {}, report.name), el('p', { class: 'soft' }, purpose), themeButton, list),
  main,
  panel,
);
document.addEventListener('keydown', ({ key }) => {
  if (key === 'Escape' && !panel.hidden) close();
});
const wanted = location.hash.slice(1);
choose(names.find((name) => name === wanted) ?? 'graph');
addEventListener('hashchange', () => {
  const name = names.find((one) => one === location.hash.slice(1));
  if (name !== undefined) choose(name);
});
