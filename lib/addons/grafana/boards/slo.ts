import { kialiServiceUrl } from '../../kiali/links';
import { budget, type Objective, objectiveName, SLO_WINDOWS } from '../../prometheus/rules/slo';
import type { Wired } from '../../types';
import type { Board, Row } from '../model';
import { graph, judged, number, query } from '../panels';

/** Without what binary fractions add. */
const round = (percent: number): number => Number(percent.toFixed(6));

/** One row for each promise: what is left of its budget, how fast that burns, and the way to the service in Kiali. */
function row(objective: Objective, kiali: string): Row {
  const slo = objectiveName(objective);
  const own = `{slo="${slo}"}`;
  const { service, namespace, percent, withinMs } = objective;
  const promise = withinMs === undefined ? 'of requests succeed' : `of requests are answered within ${withinMs} ms`;
  return {
    title: slo,
    text: `${percent} % ${promise}. [${namespace}/${service} in Kiali](${kiali})`,
    panels: [
      judged(
        [{ color: 'red' }, { from: percent / 100, color: 'green' }],
        number(
          'Kept over 30 days',
          'percentunit',
          `Share of good requests of the last 30 days; red below the promised ${percent} %.`,
          query(`1 - slo:broken:ratio_rate30d${own}`),
        ),
      ),
      judged(
        [{ color: 'red' }, { from: 0.001, color: 'orange' }, { from: 0.25, color: 'green' }],
        number(
          'Budget left',
          'percentunit',
          `What of the ${round(100 - percent)} % that may fail is left for these 30 days; red when it is used up.`,
          query(`slo:budget:left${own}`),
        ),
      ),
      judged(
        [{ color: 'green' }, { from: 1, color: 'orange' }, { from: 14.4, color: 'red' }],
        graph(
          'Burn rate (1 uses the budget up in 30 days)',
          'short',
          'How many times as fast as it may the budget is used up, over several windows. At 14.4 over an hour somebody is paged.',
          ...SLO_WINDOWS.map((window) => query(`slo:broken:ratio_rate${window}${own} / ${budget(objective)}`, window)),
        ),
      ),
    ].map((panel) => ({ ...panel, span: panel.draw === 'graph' ? 16 : 4 })),
  };
}

/** The dashboard of all promises; none where nothing is promised. */
export const sloBoards = ({ metrics, graph: kiali }: Wired): readonly Board[] =>
  metrics === undefined || metrics.objectives.length === 0
    ? []
    : [
        {
          file: 'slo-dashboard',
          uid: 'istio-slo',
          title: 'Service Level Objectives',
          purpose: 'Does each service keep its promise, and how long can it go on like this?',
          rows: metrics.objectives.map((objective) => row(objective, kialiServiceUrl(kiali, objective))),
        },
      ];
