import type { Board, Panel, Row } from './model';

/** Of a dashboard's width. */
const COLUMNS = 24;
/** In Grafana's units of 30 pixels. */
const HEIGHT = { graph: 8, number: 4, table: 10, heatmap: 8, text: 2, row: 1 } as const;

/** A panel and where it stands. */
interface Placed {
  readonly type: string;
  readonly id: number;
  readonly gridPos: { readonly h: number; readonly w: number; readonly x: number; readonly y: number };
}

/** How many columns a panel takes of its row. */
function widthOf({ span, draw }: Panel, { panels }: Row): number {
  const perLine = Math.min(panels.length, draw === 'number' ? 4 : draw === 'table' ? 1 : 3);
  return span ?? Math.floor(COLUMNS / perLine);
}

/**
 * The panels of a board from left to right and from above, each row under its heading. Numbers, by which links and rendered pictures name
 * panels, stay those of other rows when a row gets one more.
 */
export function placed(board: Board, drawn: (panel: Panel) => { readonly type?: string }): readonly Placed[] {
  let [x, y, high] = [0, 0, 0];
  const place = (h: number, w: number) => {
    const gridPos = { h, w, x, y };
    [x, high] = [x + w, Math.max(high, h)];
    if (x >= COLUMNS) [x, y, high] = [0, y + high, 0];
    return gridPos;
  };
  return board.rows.flatMap((row, i) => {
    let id = (i + 1) * 100;
    [x, y, high] = [0, y + high, 0];
    const { h, w, ...at } = place(HEIGHT.row, COLUMNS);
    const heading = { type: 'row', title: row.title, id, gridPos: { ...at, h, w }, collapsed: false, panels: [] };
    const text = row.text === undefined ? [] : [textOf(row.text, ++id, place(HEIGHT.text, COLUMNS))];
    const panels = row.panels.map((panel) => {
      const { type = '', ...rest } = drawn(panel);
      const gridPos = place(HEIGHT[panel.draw], widthOf(panel, row));
      const { title, help } = panel;
      return { type, title, ...(help !== undefined && { description: help }), id: ++id, gridPos, ...rest };
    });
    return [heading, ...text, ...panels];
  });
}

const textOf = (content: string, id: number, gridPos: Placed['gridPos']) => ({
  type: 'text',
  title: '',
  id,
  gridPos,
  transparent: true,
  options: { content },
});
