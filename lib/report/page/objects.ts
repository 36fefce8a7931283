import { type Child, el } from './dom';
import { liveOf } from './live';
import { clusterCalled } from './state';

/** Objects, each with its line in dist and its place in the sources. */
export function objectList(cluster: string, keys: readonly string[]): HTMLElement {
  const places = clusterCalled(cluster)?.places ?? {};
  const known = [...new Set(keys)].filter((key) => key in places);
  if (known.length === 0) return el('p', { class: 'soft' }, 'No object of these files decides it.');
  return el(
    'ul',
    { class: 'objects' },
    known.map((key) => {
      const place = places[key];
      const [kind = '', name = ''] = [key.slice(0, key.indexOf(' ')), key.slice(key.indexOf(' ') + 1)];
      const where: Child =
        place === undefined
          ? undefined
          : el('code', {}, place.line === 0 ? 'not written here' : `${place.file}:${place.line}`);
      return el(
        'li',
        {},
        el('span', { class: 'kind' }, kind),
        ' ',
        el('b', {}, name),
        el('div', {}, where),
        liveOf(cluster, key),
        place?.source !== undefined && el('div', { class: 'soft' }, 'made in ', el('code', {}, place.source)),
        place !== undefined && el('div', { class: 'soft construct' }, place.construct),
      );
    }),
  );
}
