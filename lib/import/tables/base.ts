import type { Environment } from '../../installation/environment';
import { truth } from '../values/kinds';
import { type Row, rowsOf } from '../values/row';

const { left, row, silent } = rowsOf<Environment>();

/** Values of the chart `base`, below that word. */
export const BASE: readonly Row<Environment>[] = [
  left(
    'base.excludedCRDs',
    'the CRDs of a cluster are brought together, once for all of its environments',
    'keep those files of dist/crds/ from your cluster',
  ),
  row('base.enableIstioConfigCRDs', truth, (on, _, said) => {
    if (!on) said.leave('base.enableIstioConfigCRDs', 'CRDs are a folder of their own', 'do not apply dist/crds/');
    return {};
  }),
  silent('base.enableCRDTemplates', 'base.validationURL', 'base.validationCABundle'),
];
