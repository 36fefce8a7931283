import { type Block, blockOf, isBlock } from '../../kit/json';
import { CHARTS, type Chart, isTopLevel, NAMED, scoresOf } from './charts';
import type { Path, Source } from './values';

/** Values of a chart of Istio below its name, or its alias, in those of a chart that depends on it. */
export interface Subchart {
  readonly chart: Chart;
  /** The name or alias. */
  readonly name: string;
  readonly source: Source;
}

/** A chart called by its name, one that has these values, or one whose alias says what it is. */
function chartBelow(key: string, value: Block): Chart | undefined {
  const exact = CHARTS.find((chart) => [chart, `istio-${chart}`].includes(key));
  const [best, next] = [...scoresOf(value)].sort((a, b) => b.score - a.score);
  const told = best !== undefined && best.score > (next?.score ?? 0) ? best.chart : undefined;
  return exact ?? told ?? CHARTS.find((chart) => NAMED[chart].test(key));
}

/** Helm gives `global` to each chart, under what it says of itself. */
function below(source: Source, key: string): Source {
  const { enabled: _, ...own } = blockOf(source.value[key]);
  const shared = blockOf(source.value['global']);
  const isOwn = ([first, second]: Path) => first !== 'global' || String(second) in blockOf(own['global']);
  return {
    value: { ...own, ...('global' in source.value ? { global: { ...shared, ...blockOf(own['global']) } } : {}) },
    placeOf: (path) => source.placeOf(isOwn(path) ? [key, ...path] : path),
  };
}

/**
 * What the values of an umbrella chart say to charts of Istio, each by itself, those that are switched off left out; nothing where the
 * values are one chart's own.
 */
export function subchartsOf(source: Source): readonly Subchart[] {
  const found = Object.entries(source.value).flatMap(([name, value]): readonly Subchart[] => {
    const chart = name === 'global' || !isBlock(value) ? undefined : chartBelow(name, value);
    return chart === undefined ? [] : [{ chart, name, source: below(source, name) }];
  });
  const isUmbrella =
    found.some(({ name }) => !isTopLevel(name)) &&
    Object.keys(source.value).every((key) => key === 'global' || !isSetting(key));
  return isUmbrella ? found.filter(({ name }) => blockOf(source.value[name])['enabled'] !== false) : [];
}

/** A value that a chart of Istio has at its top, and that is no name of one. */
const isSetting = (key: string): boolean => isTopLevel(key) && !CHARTS.some((chart) => chart === key);
