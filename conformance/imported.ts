import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { importOperator } from '../lib/import';
import { sourceOf } from '../lib/import/values/read';
import { MeshEnvironment } from '../lib/installation/installation';
import { message } from '../lib/kit/problems';
import type { Case } from './case';

const folder = join(__dirname, 'operators');

/** Specs of IstioOperators by what they are about. */
const specs = readdirSync(folder).flatMap((file) =>
  Object.entries<object>(parse(readFileSync(join(folder, file), 'utf8'))),
);

/** An IstioOperator as istioctl renders it, and what `import` makes of it. */
function caseOf(what: string, operator: string): Case {
  const imported = () => importOperator([sourceOf(what, operator)], [], { source: what });
  return {
    reference: `import ${what}`,
    build: (chart) => {
      new MeshEnvironment(chart, { ...imported().environment, gatewayApi: 'present' });
    },
    sets: [],
    operator,
    leftOut: () => {
      const { untaken, records, notes } = imported();
      return [
        ...untaken.map(({ place, problem }) => message(problem, place)),
        ...records.map((path) => `not recorded: ${path}`),
        ...[...notes].map(([path, note]) => `${path}: ${note}`),
      ];
    },
  };
}

/** A folder of IstioOperators of one's own; import may leave something of them out, if it says so. */
const own = process.env['OPERATORS'];

export const importedCases: readonly Case[] =
  own === undefined
    ? specs.map(([what, spec]) => {
        const operator = { apiVersion: 'install.istio.io/v1alpha1', kind: 'IstioOperator', spec };
        const { leftOut: _, ...one } = caseOf(what, JSON.stringify(operator));
        return one;
      })
    : readdirSync(own)
        .filter((file) => /\.ya?ml$/.test(file))
        .map((file) => caseOf(file, readFileSync(join(own, file), 'utf8')));
