import { kialiServiceUrl } from '../../kiali/links';
import { budget, type Objective, objectiveName, SLO_WINDOWS } from '../../prometheus/rules/slo';
import type { Wired } from '../../types';
import type { Board, Row } from '../model';
import { graph, number, query } from '../panels';

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
      number('Kept over 30 days', 'percentunit', query(`1 - slo:broken:ratio_rate30d${own}`)),
      number('Budget left', 'percentunit', query(`slo:budget:left${own}`)),
      graph(
        'Burn rate (1 uses the budget up in 30 days)',
        'short',
        ...SLO_WINDOWS.map((window) => query(`slo:broken:ratio_rate${window}${own} / ${budget(objective)}`, window)),
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
