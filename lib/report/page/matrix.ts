import { grouped } from '../../kit/grouped';
import type { Workload } from '../../model/workloads/workloads';
import { type Column, cellOf, columnsOf } from '../request/cells';
import { explained, nameOf } from './cell';
import { el, fill, options, settled } from './dom';
import { type Doors, meshOf, report } from './state';

/** So many rows and columns at once stay quick, and can be read. */
const PAGE = { rows: 40, columns: 24 } as const;
const STATES = {
  mutual: ['●', 'may, by mutual TLS'],
  plain: ['○', 'may, in plain text'],
  some: ['◐', 'may make some requests'],
  refused: ['×', 'may not'],
} as const;

/** Nothing in the namespace is an application. */
const isPlatform = (cluster: string, namespace: string): boolean =>
  report.nodes
    .filter((one) => one.cluster === cluster && one.namespace === namespace && one.kind === 'service')
    .every((one) => one.isPlatform);

/** Pods of applications, and gateways. */
const isShown = (cluster: string, { namespace, name }: Workload): boolean =>
  !isPlatform(cluster, namespace) ||
  report.nodes.some(
    (one) => one.cluster === cluster && one.kind === 'gateway' && one.namespace === namespace && one.name === name,
  );

const isFirst = (shown: readonly Column[], i: number): boolean =>
  i > 0 && shown[i]?.namespace !== shown[i - 1]?.namespace;

/** Namespaces above their services. */
const groups = (shown: readonly Column[]): readonly HTMLElement[] =>
  [...grouped(shown, ({ namespace }) => namespace)].map(([name, own]) =>
    el('th', { scope: 'colgroup', colspan: own.length, class: 'group', title: name }, name),
  );

const bare = ({ name, namespace }: Column): string => name.slice(namespace.length + 1);

/** The table of who may call whom. */
export function matrixView(doors: Doors): HTMLElement {
  const state = { cluster: report.clusters[0]?.name ?? '', caller: '', callee: '', row: 0, column: 0, platform: false };
  const holder = el('div', { class: 'wide matrix' });
  const pages = el('div', { class: 'tools pages' });
  const said = el('span', { class: 'soft', 'aria-live': 'polite' });

  const turn = (key: 'row' | 'column', size: number, length: number, word: string) => {
    if (length <= size) return undefined;
    const at = state[key];
    const go = (by: number) => () => {
      state[key] = Math.max(0, Math.min(length - 1, at + by));
      draw();
    };
    return el(
      'span',
      {},
      el('button', { type: 'button', 'aria-label': `Earlier ${word}`, disabled: at === 0, click: go(-size) }, '‹'),
      ` ${word} ${at + 1}–${Math.min(length, at + size)} of ${length} `,
      el(
        'button',
        { type: 'button', 'aria-label': `Later ${word}`, disabled: at + size >= length, click: go(size) },
        '›',
      ),
    );
  };
  const draw = () => {
    const mesh = meshOf(state.cluster);
    const callers = [
      ...mesh.workloads.filter((one) => state.platform || isShown(state.cluster, one)),
      undefined,
    ].filter((one) => nameOf(one).toLowerCase().includes(state.caller));
    const columns = columnsOf(mesh).filter(
      ({ name, namespace }) =>
        (state.platform || !isPlatform(state.cluster, namespace)) && name.toLowerCase().includes(state.callee),
    );
    const [rows, shown] = [
      callers.slice(state.row, state.row + PAGE.rows),
      columns.slice(state.column, state.column + PAGE.columns),
    ];
    fill(
      holder,
      el(
        'table',
        {},
        el('caption', { class: 'hidden' }, 'Callers in rows, ports of services in columns'),
        el(
          'thead',
          {},
          el('tr', {}, el('td', { class: 'corner' }), groups(shown)),
          el(
            'tr',
            {},
            el('th', { scope: 'col', class: 'corner' }, 'may call →'),
            shown.map((one, i) =>
              el(
                'th',
                { scope: 'col', class: `turned${isFirst(shown, i) ? ' first' : ''}` },
                el('span', { title: one.name }, bare(one)),
              ),
            ),
          ),
        ),
        el(
          'tbody',
          {},
          rows.map((from) =>
            el(
              'tr',
              {},
              el(
                'th',
                { scope: 'row', title: nameOf(from) },
                from === undefined ? nameOf(from) : [from.name, ' ', el('span', { class: 'soft' }, from.namespace)],
              ),
              shown.map((column, i) => cell(from, column, isFirst(shown, i))),
            ),
          ),
        ),
      ),
    );
    fill(
      pages,
      turn('row', PAGE.rows, callers.length, 'callers'),
      turn('column', PAGE.columns, columns.length, 'ports'),
    );
    said.textContent = `${callers.length} callers, ${columns.length} ports`;
  };
  const cell = (from: Workload | undefined, column: Column, first: boolean): HTMLElement => {
    const found = cellOf(meshOf(state.cluster), from, column);
    if (found === undefined) return el('td', {});
    const [sign, words] = STATES[found.state];
    const label = `${nameOf(from)} ${words}: ${column.name}`;
    return el(
      'td',
      first ? { class: 'first' } : {},
      el(
        'button',
        {
          type: 'button',
          class: `cell ${found.state}`,
          'aria-label': label,
          title: `${words}\n${found.verdict.by}`,
          click: () => doors.open(`${words}`, explained(state.cluster, from, column, found, doors)),
        },
        sign,
      ),
    );
  };
  const filter = (key: 'caller' | 'callee', label: string) => {
    const later = settled(draw);
    return el('input', {
      type: 'search',
      placeholder: label,
      'aria-label': label,
      input: ({ target }) => {
        state[key] = (target as HTMLInputElement).value.trim().toLowerCase();
        state.row = 0;
        state.column = 0;
        later();
      },
    });
  };
  const clusters = report.clusters.map(({ name }) => [name, name] as const);
  const cluster =
    clusters.length > 1 &&
    el(
      'select',
      {
        'aria-label': 'Cluster',
        change: ({ target }) => {
          state.cluster = (target as HTMLSelectElement).value;
          draw();
        },
      },
      options(clusters, state.cluster),
    );
  const legend = el(
    'ul',
    { class: 'legend' },
    Object.entries(STATES).map(([kind, [sign, words]]) =>
      el('li', {}, el('span', { class: `cell ${kind}`, 'aria-hidden': 'true' }, sign), words),
    ),
  );
  const platform = el('input', {
    type: 'checkbox',
    change: ({ target }) => {
      state.platform = (target as HTMLInputElement).checked;
      state.column = 0;
      draw();
    },
  });
  draw();
  return el(
    'section',
    { class: 'page' },
    el(
      'div',
      { class: 'tools' },
      cluster,
      filter('caller', 'Callers'),
      filter('callee', 'Services'),
      el('label', {}, platform, 'Istio and addons'),
      said,
    ),
    pages,
    holder,
    legend,
  );
}
