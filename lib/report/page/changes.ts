import type { MeshChange } from '../types';
import { el } from './dom';
import { type Doors, report } from './state';

/** What is said first: who may newly call whom. */
const TITLES: Readonly<Record<MeshChange['about'], string>> = {
  allowed: 'Newly allowed',
  refused: 'Newly refused',
  reach: 'Allowed in another way',
  shares: 'Requests go elsewhere',
  graph: 'In the graph',
  restarts: 'Restarts',
  risky: 'Look closely',
  other: 'Also',
};
const SIGNS = { added: '+', removed: '−', changed: '→' } as const;

/** What differs from an earlier state. */
export function changesView(doors: Doors): HTMLElement {
  const all = report.changes ?? [];
  const sections = (Object.keys(TITLES) as MeshChange['about'][]).flatMap((about) => {
    const own = all.filter((one) => one.about === about);
    const shown = (one: MeshChange) => {
      const isNode = report.nodes.some(({ id }) => id === one.of);
      return el(
        'li',
        { class: one.what },
        el('span', { class: 'sign', 'aria-label': one.what }, SIGNS[one.what]),
        isNode
          ? el('button', { type: 'button', class: 'link', click: () => doors.show(one.of) }, one.text)
          : el('span', {}, one.text),
      );
    };
    return own.length === 0
      ? []
      : [el('section', { class: 'card' }, el('h3', {}, TITLES[about]), el('ul', { class: 'changes' }, own.map(shown)))];
  });
  return el(
    'section',
    { class: 'page' },
    el(
      'p',
      { class: 'soft' },
      `Against ${report.against ?? 'an earlier state'}. Thick in the graph: new or changed; pale: gone.`,
    ),
    sections.length === 0 ? el('p', {}, 'Nothing changes.') : el('div', { class: 'cards' }, sections),
  );
}
