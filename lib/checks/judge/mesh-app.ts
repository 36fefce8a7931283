import { ApiObject, App, Chart } from 'cdk8s';
import type { IConstruct } from 'constructs';
import { problemsOf, Refused } from '../../kit/problems';
import { MeshChecks } from './mesh-checks';
import { refusedBy } from './mistyped';

/**
 * A cdk8s App whose synth is linear: stock cdk8s validates and resolves the whole tree once per chart.
 * Here every problem is collected once and each object is resolved once, in the order in which it was made.
 */
export class MeshApp extends App {
  /**
   * The objects of each chart, ready to print. Object dependencies (`addDependency`) are honoured within a chart.
   * @throws Refused with every problem of the tree at once
   */
  objects(): ReadonlyMap<Chart, readonly ApiObject[]> {
    const charts = this.node.findAll().filter(Chart.isChart);
    for (const chart of charts) MeshChecks.on(chart);
    const causes: Error[] = [];
    const problems = problemsOf(this, (error, path) => {
      const refused = error instanceof Refused ? error : refusedBy(error, path);
      causes.push(...refused.causes);
      return refused.messages;
    });
    if (problems.length > 0) throw new Refused(innermost(problems), undefined, causes);
    return new Map(charts.map((chart) => [chart, inOrder(chart)] as const));
  }

  /** What `objects` found that refuses nothing, and that one should look at: a line each, as problems are. */
  warnings(): readonly string[] {
    return MeshChecks.warningsOf(this);
  }
}

/** What stopped a construct stops its checks, too: it is said where it is best known, and once. */
function innermost(problems: readonly string[]): readonly string[] {
  const parts = problems.map((line) => {
    const [, place = '', text = ''] = /^\w+ \[([^\]]*)\] (.*?)(?: \([^()]+:\d+\))?$/s.exec(line) ?? [];
    return { line, place, text };
  });
  return parts
    .filter(({ place, text }) => !parts.some((other) => other.text === text && other.place.startsWith(`${place}/`)))
    .map(({ line }) => line);
}

/** The API objects of a chart: creation order, except that what an object depends on comes first. */
function inOrder(chart: Chart): readonly ApiObject[] {
  const own = apiObjectsBelow(chart).filter((object) => Chart.of(object) === chart);
  const members = new Set(own);
  const done = new Set<ApiObject>();
  const open = new Set<ApiObject>();
  const visit = (object: ApiObject) => {
    if (done.has(object)) return;
    if (open.has(object)) throw new Error(`cyclic dependency at ${object.node.path}`);
    open.add(object);
    for (const dependency of object.node.dependencies.flatMap(apiObjectsBelow))
      if (members.has(dependency)) visit(dependency);
    done.add(object);
  };
  for (const object of own) visit(object);
  return [...done];
}

const apiObjectsBelow = (construct: IConstruct): ApiObject[] =>
  construct.node.findAll().filter((child): child is ApiObject => child instanceof ApiObject);
