import type { Hold } from '../types';

/** What a colour means, in words: also for who cannot tell colours apart, by the dashes. */
export const HOLD_WORDS: Readonly<Record<Hold, string>> = {
  mutual: 'mutual TLS',
  tls: 'TLS to or from outside',
  plain: 'plain text',
  bare: 'plain text: one side has no proxy',
  refused: 'refused',
};

/** Colours of pictures and pages: light, and where the reader's system is dark. */
const LIGHT = {
  bg: '#ffffff',
  ink: '#17202b',
  soft: '#5b6774',
  line: '#d9dfe6',
  box: '#ffffff',
  frame: '#f5f7fa',
  chip: '#e4e9f0',
  fill: '#bcd7f7',
  accent: '#3457d5',
  mutual: '#0b8a68',
  tls: '#2b6be4',
  plain: '#b86e00',
  bare: '#7d8793',
  refused: '#cf2f55',
} as const;
const DARK: Readonly<Record<keyof typeof LIGHT, string>> = {
  bg: '#10151c',
  ink: '#e7ecf2',
  soft: '#9aa7b5',
  line: '#2f3a47',
  box: '#1b232d',
  frame: '#151c25',
  chip: '#2a3542',
  fill: '#2d5488',
  accent: '#8aa4ff',
  mutual: '#35c79b',
  tls: '#6ea3ff',
  plain: '#f0a636',
  bare: '#8894a2',
  refused: '#ff6f8f',
};

const variables = (colours: Readonly<Record<string, string>>): string =>
  Object.entries(colours)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';');

/** Variables below `root`; a page may choose by `data-theme` what the system would choose otherwise. */
export const theme = (root: string): string =>
  `${root}{${variables(LIGHT)};color-scheme:light}@media(prefers-color-scheme:dark){${root}{${variables(DARK)};color-scheme:dark}}` +
  `${root}[data-theme=light]{${variables(LIGHT)};color-scheme:light}${root}[data-theme=dark]{${variables(DARK)};color-scheme:dark}`;

const DASHES: Readonly<Partial<Record<Hold, string>>> = { plain: '7 4', bare: '2 4', refused: '10 4 2 4' };

/** How the parts of a picture look. */
export const GRAPH_CSS = [
  '.mesh text{font-family:Inter,system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif;fill:var(--ink)}',
  '.mesh .frame{fill:var(--frame);stroke:var(--line)}.mesh .cluster{fill:none;stroke:var(--line);stroke-dasharray:6 5}',
  '.mesh .frame-name{font-size:12px;font-weight:600;fill:var(--soft)}',
  '.mesh .box rect.body{fill:var(--box);stroke:var(--line);stroke-width:1.2}',
  '.mesh .gateway rect.body{stroke:var(--accent)}.mesh .outside rect.body,.mesh .clients rect.body{stroke-dasharray:4 3}',
  '.mesh .name{font-size:14px;font-weight:600}.mesh .small{font-size:11px;fill:var(--soft)}',
  '.mesh .chip{fill:var(--chip)}.mesh .part{fill:var(--fill)}.mesh .chip-text{font-size:11px;font-weight:500}',
  '.mesh .proxy{fill:none;stroke:var(--mutual);stroke-width:1.6}.mesh .proxy.sidecar{fill:var(--mutual)}',
  '.mesh .arrow path{fill:none;stroke-width:1.8}.mesh .arrow .hit{stroke:transparent;stroke-width:14}',
  '.mesh .mirror path.way,.mesh .waypoint path.way,.mesh .peer path.way{stroke-width:1.1}',
  '.mesh .is-added rect.body{stroke:var(--mutual);stroke-width:3}.mesh .is-changed rect.body{stroke:var(--plain);stroke-width:3}',
  '.mesh .is-removed{opacity:.45}.mesh .is-removed rect.body{stroke:var(--refused);stroke-width:2;stroke-dasharray:3 3}',
  '.mesh .is-added path.way,.mesh .is-changed path.way{stroke-width:4}.mesh .is-removed path.way{stroke-width:1.2}',
  ...(Object.keys(HOLD_WORDS) as Hold[]).flatMap((hold) => [
    `.mesh .${hold} path.way{stroke:var(--${hold})${DASHES[hold] === undefined ? '' : `;stroke-dasharray:${DASHES[hold]}`}}`,
    `.mesh .head-${hold}{fill:var(--${hold})}`,
  ]),
].join('');
