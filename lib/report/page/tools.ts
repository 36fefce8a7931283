import { HOLD_WORDS } from '../picture/style';
import { HOLDS } from '../types';
import { el, fill } from './dom';
import type { Camera } from './graph/camera';
import { shown } from './graph/selection';
import { ailing } from './live';
import { report } from './state';

/** What stands above the graph. */
export function tools(search: HTMLElement, said: HTMLElement, camera: Camera, draw: () => void): HTMLElement {
  const namespaces = [...new Set(report.nodes.map(({ namespace }) => namespace))].filter((one) => one !== '').sort();
  const checks = namespaces.map((name) =>
    el(
      'label',
      {},
      el('input', {
        type: 'checkbox',
        checked: true,
        change: ({ target }) => {
          if ((target as HTMLInputElement).checked) shown.hidden.delete(name);
          else shown.hidden.add(name);
          draw();
        },
      }),
      name,
    ),
  );
  const platform = el('input', {
    type: 'checkbox',
    change: ({ target }) => {
      shown.platform = (target as HTMLInputElement).checked;
      draw();
    },
  });
  const button = (text: string, label: string, click: () => void) =>
    el('button', { type: 'button', 'aria-label': label, title: label, click }, text);
  return el(
    'div',
    { class: 'tools' },
    search,
    el('details', { class: 'menu' }, el('summary', {}, 'Namespaces'), el('div', {}, checks)),
    el('label', {}, platform, 'Istio and addons'),
    said,
    el(
      'span',
      { class: 'zoom' },
      button('−', 'Zoom out', () => camera.zoom(0.8)),
      button('+', 'Zoom in', () => camera.zoom(1.25)),
      button('Fit', 'Show all', () => camera.fit()),
    ),
  );
}

/** What arrows mean, and a box that does not do in the cluster what it should. */
export const legend = (): HTMLElement => {
  const used = HOLDS.filter((hold) => report.edges.some((edge) => edge.hold === hold));
  const list = el('ul', { class: 'legend', 'aria-label': 'What colours mean' });
  fill(
    list,
    used
      .map((hold) => el('li', { class: `hold ${hold}` }, HOLD_WORDS[hold]))
      .concat(
        ailing().size > 0
          ? [el('li', { class: 'hold ailing' }, 'in the cluster not as it is written, or not ready')]
          : [],
      ),
  );
  return list;
};
