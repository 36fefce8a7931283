import type { GraphNode, Share } from '../types';
import { cut, widthOf } from './words';

export const TITLE = 14;
export const SMALL = 11;
const LONGEST = 210;
/** Hosts or ports that a box shows; more are counted. */
const LINES = 3;
const PAD = 12;

export interface Chip {
  readonly text: string;
  readonly x: number;
  readonly width: number;
  /** Part of the requests, 0 to 1. */
  readonly share: number;
}

/** What a box shows, and how large it is. */
export interface Box {
  readonly node: GraphNode;
  readonly title: string;
  readonly lines: readonly string[];
  readonly chips: readonly Chip[];
  readonly width: number;
  readonly height: number;
}

const percent = ({ share }: Share): string => `${share < 1 ? Math.round(share * 10) / 10 : Math.round(share)}%`;

const chipText = (one: Share, all: readonly Share[]): string =>
  all.length === 1 ? one.version : `${one.version} ${percent(one)}`;

function chipsOf(versions: readonly Share[]): readonly Chip[] {
  let x = PAD;
  return versions.map((one) => {
    const text = cut(chipText(one, versions), SMALL, 110);
    const width = Math.round(widthOf(text, SMALL) + 14);
    const chip = { text, x, width, share: Math.min(1, one.share / 100) };
    x += width + 5;
    return chip;
  });
}

function linesOf({ kind, lines }: GraphNode): readonly string[] {
  const all = kind === 'service' ? (lines.length === 0 ? [] : [lines.join(' · ')]) : lines;
  const shown = all.length > LINES ? [...all.slice(0, LINES - 1), `and ${all.length - LINES + 1} more`] : all;
  return shown.map((line) => cut(line, SMALL, LONGEST - 2 * PAD));
}

export function boxOf(node: GraphNode): Box {
  const title = cut(node.name, TITLE, LONGEST - 2 * PAD - 18);
  const lines = linesOf(node);
  const chips = chipsOf(node.versions);
  const last = chips.at(-1);
  const widest = Math.max(
    widthOf(title, TITLE) + 32 + 2 * PAD,
    ...lines.map((line) => widthOf(line, SMALL) + 2 * PAD),
    last === undefined ? 0 : last.x + last.width + PAD,
  );
  const width = node.kind === 'clients' ? 84 : Math.max(110, Math.round(widest));
  return { node, title, lines, chips, width, height: 34 + lines.length * 15 + (chips.length > 0 ? 27 : 4) };
}
