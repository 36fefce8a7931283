import type { Assets } from './assets';
import { GRAPH_CSS, theme } from './picture/style';
import { svgOf } from './picture/svg';
import { escaped } from './picture/words';
import type { MeshReport } from './types';

/** Data inside a page: nothing in it ends the element that holds it. */
const data = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c');

const inScript = (code: string): string => code.replaceAll('</script', '<\\/script');

/** Nothing is fetched, and nothing but what the page brings is run. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:";

/** The page of a report: one file that opens from a disk. Who runs no scripts sees the picture. */
export function htmlOf(report: MeshReport, { script, style }: Assets): string {
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${POLICY}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escaped(report.name)}: the mesh</title>`,
    `<style>${theme(':root')}${GRAPH_CSS}${style}</style>`,
    '</head>',
    '<body>',
    `<noscript>${svgOf(report)}</noscript>`,
    `<script type="application/json" id="report">${data(report)}</script>`,
    `<script>${inScript(script)}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}
