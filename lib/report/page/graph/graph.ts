import { type Layout, layoutOf } from '../../picture/layout';
import { drawn } from '../../picture/svg';
import { edgeDetails, nodeDetails } from '../details';
import { el, settled } from '../dom';
import { ailing } from '../live';
import { type Doors, report } from '../state';
import { legend, tools } from '../tools';
import { Camera } from './camera';
import { chosen, shown } from './selection';

const STAGE = document.createElementNS('http://www.w3.org/2000/svg', 'svg');

/** The graph with its tools. */
export function graphView(doors: Doors): {
  readonly view: HTMLElement;
  readonly draw: () => void;
  readonly show: (id: string) => void;
} {
  let layout: Layout = { width: 1, height: 1, frames: [], boxes: [], arrows: [] };
  let current: string | undefined;
  const said = el('span', { class: 'soft', 'aria-live': 'polite' });
  STAGE.setAttribute('class', 'mesh stage');
  STAGE.setAttribute('tabindex', '0');
  STAGE.setAttribute('role', 'group');
  STAGE.setAttribute(
    'aria-label',
    'Graph of the mesh. Arrow keys go from box to box, Enter opens one, plus and minus zoom.',
  );
  const camera = new Camera(
    STAGE,
    () => STAGE.querySelector('g'),
    () => ({ ...layout, start: layout.boxes[0] ?? { x: 0, y: 0 } }),
  );

  const count = () => {
    said.textContent = `${layout.boxes.length} boxes, ${layout.arrows.length} arrows`;
  };
  const draw = () => {
    layout = layoutOf(chosen(), STAGE.clientWidth < STAGE.clientHeight ? 'TB' : 'LR');
    STAGE.innerHTML = `<g>${drawn(layout, true, report.changes)}</g>`;
    const ill = ailing();
    for (const one of STAGE.querySelectorAll<SVGGElement>('[data-node]'))
      one.classList.toggle('ailing', ill.has(one.dataset['node'] ?? ''));
    count();
    camera.fit();
  };
  const boxAt = (id: string | undefined) => layout.boxes.find(({ node }) => node.id === id);
  const mark = (id: string) => {
    current = id;
    const near = new Set(
      layout.arrows.flatMap(({ edge }) => (edge.from === id || edge.to === id ? [edge.from, edge.to] : [])),
    );
    for (const one of STAGE.querySelectorAll<SVGGElement>('[data-node]')) {
      const own = one.dataset['node'] ?? '';
      one.classList.toggle('current', own === id);
      one.classList.toggle('dim', near.size > 0 && !near.has(own) && own !== id);
    }
    for (const one of STAGE.querySelectorAll<SVGGElement>('[data-edge]')) {
      const edge = layout.arrows.find(({ edge: { id: own } }) => own === one.dataset['edge'])?.edge;
      one.classList.toggle('dim', edge !== undefined && edge.from !== id && edge.to !== id);
    }
  };
  const clear = () => {
    for (const one of STAGE.querySelectorAll('.dim,.current,.found')) one.classList.remove('dim', 'current', 'found');
  };
  const open = (id: string) => {
    const node = report.nodes.find((one) => one.id === id);
    if (node === undefined) return;
    mark(id);
    const alone = () => {
      shown.only = shown.only === id ? undefined : id;
      draw();
      mark(id);
    };
    doors.open(node.name, nodeDetails(node, doors, { alone, isAlone: shown.only === id, open: show }));
  };
  const show = (id: string) => {
    const node = report.nodes.find((one) => one.id === id);
    if (boxAt(id) === undefined && node !== undefined) {
      shown.only = undefined;
      shown.hidden.delete(node.namespace);
      shown.platform = true;
      draw();
    }
    const box = boxAt(id);
    if (box !== undefined) camera.center(box.x + box.width / 2, box.y + box.height / 2);
    open(id);
  };
  STAGE.addEventListener('click', (event) => {
    const target = event.target as Element;
    const node = target.closest<SVGGElement>('[data-node]')?.dataset['node'];
    const edge = target.closest<SVGGElement>('[data-edge]')?.dataset['edge'];
    const found = report.edges.find(({ id }) => id === edge);
    if (node !== undefined) open(node);
    else if (found !== undefined) doors.open('Connection', edgeDetails(found, show));
    else clear();
  });
  STAGE.addEventListener('keydown', (event) => {
    const way = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] }[event.key];
    if (event.key === 'Enter' && current !== undefined) open(current);
    else if (event.key === '+' || event.key === '=') camera.zoom(1.25);
    else if (event.key === '-') camera.zoom(0.8);
    else if (event.key === '0') camera.fit();
    else if (event.key === 'Escape') clear();
    else if (way !== undefined) step(way[0] ?? 0, way[1] ?? 0);
    else return;
    event.preventDefault();
  });
  /** The nearest box on one side. */
  const step = (dx: number, dy: number) => {
    const from = boxAt(current);
    const start = from ?? { x: -1e4, y: 0, width: 0, height: 0 };
    const far = ({ x, y, width, height }: Layout['boxes'][number]) => {
      const [ax, ay] = [x + width / 2 - start.x - start.width / 2, y + height / 2 - start.y - start.height / 2];
      const [along, aside] = [ax * dx + ay * dy, Math.abs(ax * dy + ay * dx)];
      return along <= 1 ? Number.POSITIVE_INFINITY : along + aside * 2.5;
    };
    const next = from === undefined ? layout.boxes[0] : [...layout.boxes].sort((a, b) => far(a) - far(b))[0];
    if (next === undefined || (from !== undefined && far(next) === Number.POSITIVE_INFINITY)) return;
    mark(next.node.id);
    camera.center(next.x + next.width / 2, next.y + next.height / 2);
    STAGE.querySelector<SVGGElement>('.current')?.focus();
  };
  const search = el('input', {
    type: 'search',
    placeholder: 'Search a service, host or version',
    'aria-label': 'Search',
  });
  const matches = () => {
    const word = search.value.trim().toLowerCase();
    return word === ''
      ? []
      : layout.boxes.filter(({ node }) =>
          [node.name, node.namespace, ...node.lines, ...node.versions.map(({ version }) => version)].some((one) =>
            one.toLowerCase().includes(word),
          ),
        );
  };
  const find = settled(() => {
    const found = new Set(matches().map(({ node }) => node.id));
    clear();
    if (search.value.trim() === '') {
      count();
      return;
    }
    for (const one of STAGE.querySelectorAll<SVGGElement>('[data-node]')) {
      one.classList.toggle('found', found.has(one.dataset['node'] ?? ''));
      one.classList.toggle('dim', !found.has(one.dataset['node'] ?? ''));
    }
    said.textContent = `${found.size} found`;
  });
  search.addEventListener('input', find);
  search.addEventListener('keydown', ({ key }) => {
    const [first] = key === 'Enter' ? matches() : [];
    if (first !== undefined) show(first.node.id);
  });
  return { view: el('section', { class: 'graph' }, tools(search, said, camera, draw), STAGE, legend()), draw, show };
}
