import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { importOperator } from '../lib/import';
import { sourceOf } from '../lib/import/values/read';
import { MeshEnvironment } from '../lib/installation/installation';
import type { Case } from './case';

const folder = join(__dirname, 'operators');

/** Specs of IstioOperators by what they are about. */
const specs = readdirSync(folder).flatMap((file) =>
  Object.entries<object>(parse(readFileSync(join(folder, file), 'utf8'))),
);

/** An IstioOperator as istioctl renders it, and what `import` makes of it. */
export const importedCases: readonly Case[] = specs.map(([what, spec]) => {
  const operator = JSON.stringify({ apiVersion: 'install.istio.io/v1alpha1', kind: 'IstioOperator', spec });
  return {
    reference: `import ${what}`,
    build: (chart) => {
      const { environment } = importOperator([sourceOf('operator.yaml', operator)], [], { source: what });
      new MeshEnvironment(chart, { ...environment, gatewayApi: 'present' });
    },
    sets: [],
    operator,
  };
});
