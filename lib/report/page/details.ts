import { serviceHost } from '../../model/hosts/names';
import { HOLD_WORDS } from '../picture/style';
import type { GraphEdge, GraphNode } from '../types';
import { type Child, el } from './dom';
import { objectList } from './objects';
import { type Doors, report } from './state';

const nameOf = (id: string): string => {
  const node = report.nodes.find((one) => one.id === id);
  return node === undefined ? id : node.namespace === '' ? node.name : `${node.namespace}/${node.name}`;
};

const link = (id: string, open: (id: string) => void): HTMLElement =>
  el('button', { type: 'button', class: 'link', click: () => open(id) }, nameOf(id));

const sharesOf = ({ shares }: GraphEdge): string =>
  shares
    .filter(({ version }) => version !== '')
    .map(({ version, share }) => `${version} ${share}%`)
    .join(', ');

/** What is said of an arrow. */
export function edgeDetails(edge: GraphEdge, open: (id: string) => void): readonly Node[] {
  const shares = sharesOf(edge);
  const more = [...(shares === '' ? [] : [shares]), ...edge.effects];
  return [
    el('p', {}, link(edge.from, open), ' → ', link(edge.to, open)),
    el('p', { class: `hold ${edge.hold}` }, HOLD_WORDS[edge.hold]),
    el('p', {}, edge.by),
    el(
      'ul',
      {},
      more.map((one) => el('li', {}, one)),
    ),
    el('h3', {}, 'Objects that decide it'),
    objectList(edge.from.split('|')[0] ?? '', edge.objects),
  ];
}

const ways = (
  title: string,
  edges: readonly GraphEdge[],
  other: (edge: GraphEdge) => string,
  open: (id: string) => void,
): readonly Child[] =>
  edges.length === 0
    ? []
    : [
        el('h3', {}, title),
        el(
          'ul',
          { class: 'ways' },
          edges.map((edge) =>
            el(
              'li',
              {},
              link(other(edge), open),
              el('span', { class: `hold ${edge.hold}` }, HOLD_WORDS[edge.hold]),
              sharesOf(edge) !== '' && el('span', { class: 'soft' }, sharesOf(edge)),
              el('div', { class: 'soft' }, edge.by),
            ),
          ),
        ),
      ];

/** What is said of a box. */
export function nodeDetails(
  node: GraphNode,
  doors: Doors,
  {
    alone,
    isAlone,
    open,
  }: { readonly alone: () => void; readonly isAlone: boolean; readonly open: (id: string) => void },
): readonly Node[] {
  const PROXY = { sidecar: 'a sidecar in each pod', ztunnel: "the node's ztunnel", none: 'no proxy' } as const;
  const isService = node.kind === 'service';
  const facts = el(
    'dl',
    {},
    node.namespace !== '' && [el('dt', {}, 'Namespace'), el('dd', {}, node.namespace)],
    report.clusters.length > 1 && [el('dt', {}, 'Cluster'), el('dd', {}, node.cluster)],
    node.lines.length > 0 && [
      el('dt', {}, node.kind === 'gateway' ? 'Hosts' : 'Ports'),
      el('dd', {}, node.lines.join(', ')),
    ],
    isService && [el('dt', {}, 'In the mesh by'), el('dd', {}, PROXY[node.proxy])],
    node.versions.length > 0 && [
      el('dt', {}, 'Versions'),
      el(
        'dd',
        {},
        node.versions.map(({ version, share }) =>
          el(
            'div',
            { class: 'share' },
            el('span', {}, version),
            el('meter', { min: 0, max: 100, value: share, 'aria-label': `${share}%` }),
            `${Math.round(share * 10) / 10}%`,
          ),
        ),
      ),
    ],
  );
  const [into, out] = [
    report.edges.filter(({ to }) => to === node.id),
    report.edges.filter(({ from }) => from === node.id),
  ];
  const host = isService ? serviceHost(node) : node.name;
  const content = el(
    'div',
    {},
    facts,
    el(
      'p',
      { class: 'buttons' },
      el('button', { type: 'button', click: alone }, isAlone ? 'Show all again' : 'Only it and its neighbours'),
      (isService || node.kind === 'outside') &&
        el('button', { type: 'button', click: () => doors.ask(node.cluster, { host }) }, 'Try a request to it'),
    ),
    ways('It is called by', into, ({ from }) => from, open),
    ways('It calls', out, ({ to }) => to, open),
    el('h3', {}, 'Objects'),
    objectList(node.cluster, node.objects),
  );
  return [content];
}
