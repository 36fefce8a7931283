import type { LiveFacts, LiveState } from '../live';
import type { ClusterReport } from '../types';
import { type Child, el, table } from './dom';
import { report } from './state';

/** What is said of each state, the gravest first. */
export const LIVE_WORDS: Readonly<Record<LiveState['state'], string>> = {
  missing: 'not there',
  waits: 'not ready',
  differs: 'differs from dist/',
  unknown: 'cannot be compared',
  left: 'in the cluster alone',
};

const card = (title: string, ...children: readonly Child[]): HTMLElement =>
  el('section', { class: 'card' }, el('h3', {}, title), children);
const soft = (words: string): HTMLElement => el('p', { class: 'soft' }, words);

/** So many names are shown; the rest is counted. */
const NAMED = 12;
const listed = (all: readonly string[]): string =>
  all.length > NAMED ? `${all.slice(0, NAMED).join(', ')} and ${all.length - NAMED} more` : all.join(', ');

function states(all: readonly LiveState[]): readonly Child[] {
  if (all.length === 0) return [soft('Everything is there, as it is written, and at work.')];
  const order = Object.keys(LIVE_WORDS) as LiveState['state'][];
  const sorted = all.toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  return [
    table(
      ['Object', 'Is', 'Why'],
      sorted.map(({ object, state, note }) => [
        object,
        el('span', { class: `live ${state}` }, LIVE_WORDS[state]),
        note.includes('\n') ? el('pre', {}, note) : note,
      ]),
    ),
  ];
}

/** Images of the control planes that are written, by their revisions. */
const wanted = ({ installation: { controlPlanes } }: ClusterReport): ReadonlyMap<string, string> =>
  new Map(controlPlanes.map(({ revision, image }) => [revision, /:([^/:@]+)(@.*)?$/.exec(image)?.[1] ?? '']));

function proxies({ proxies: all }: LiveFacts, cluster: ClusterReport): Child {
  const planes = wanted(cluster);
  const said = (version: string, revision: string): string => {
    if (version === '') return 'no proxy';
    const plane = planes.get(revision === '' ? 'default' : revision);
    if (plane === undefined) return 'injected by a control plane that is not written here';
    return plane === version ? 'as its control plane' : `its control plane is ${plane}: it moves with a restart`;
  };
  return all.length === 0
    ? soft('No pods.')
    : table(
        ['Proxy', 'Revision', 'Pods', '', 'Which'],
        all.map(({ version, revision, pods }) => [
          version || 'none',
          revision || '–',
          String(pods.length),
          said(version, revision),
          listed(pods),
        ]),
      );
}

const webhooks = ({ webhooks: all }: LiveFacts): Child =>
  all.length === 0
    ? soft('None.')
    : table(
        ['Webhook', 'Calls', 'While nobody answers', 'CA', 'Whose'],
        all.map(({ name, kind, calls, policies, hasCa, isOwn }) => [
          el('span', {}, name, el('div', { class: 'soft' }, kind.replace('WebhookConfiguration', ''))),
          calls.join(', ') || 'an address outside',
          policies.join(', '),
          hasCa ? 'written' : el('span', { class: 'live waits' }, 'not yet written'),
          isOwn ? 'of these files' : 'of another installation',
        ]),
      );

function cluster(one: ClusterReport): Child {
  const { live } = one;
  if (live === undefined) return undefined;
  const count = (state: LiveState['state']) => live.states.filter((other) => other.state === state).length;
  const figure = (value: string, words: string) =>
    el('div', { class: 'figure' }, el('b', {}, value), el('span', { class: 'soft' }, words));
  return [
    soft(`Context ${live.context}, as it was when this page was made, beside dist/${one.name}.`),
    el(
      'div',
      { class: 'figures' },
      figure(live.isReady ? 'ready' : 'not ready', `${live.objects} objects`),
      (Object.keys(LIVE_WORDS) as LiveState['state'][]).map((state) => figure(String(count(state)), LIVE_WORDS[state])),
    ),
    el(
      'div',
      { class: 'cards' },
      card('Ready, and as it is written', states(live.states)),
      card('Proxies of the pods', proxies(live, one)),
      card('Webhooks that call an istiod', webhooks(live)),
      live.secrets.length > 0 &&
        card(
          'Secrets that are missing',
          el(
            'ul',
            {},
            live.secrets.map((line) => el('li', {}, line)),
          ),
        ),
    ),
  ];
}

/** What a cluster really has. */
export const liveView = (): HTMLElement => el('section', { class: 'page' }, report.clusters.map(cluster));

/** What is said of an object in its cluster; nothing where nobody has asked. */
export function liveOf(name: string, key: string): Child {
  const live = report.clusters.find((one) => one.name === name)?.live;
  if (live === undefined) return undefined;
  const found = live.states.find(({ object }) => object === key);
  return found === undefined
    ? el('div', { class: 'live fine' }, 'in the cluster as it is written')
    : el(
        'div',
        { class: `live ${found.state}` },
        `in the cluster: ${LIVE_WORDS[found.state]}`,
        found.note.includes('\n') ? '' : ` ${found.note}`,
      );
}

/** Boxes of which an object is not as it is written, or does not do its work. */
export const ailing = (): ReadonlySet<string> =>
  new Set(
    report.nodes.flatMap(({ id, cluster: name, objects }) => {
      const states = report.clusters.find((one) => one.name === name)?.live?.states ?? [];
      return states.some(({ object }) => objects.includes(object)) ? [id] : [];
    }),
  );
