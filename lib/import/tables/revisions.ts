import type { Environment } from '../../installation/environment';
import { maybe, text, texts } from '../values/kinds';
import { type Row, rowsOf } from '../values/row';

const { row, rows } = rowsOf<Environment>();

/** Which control plane it is beside others, and what else it is called. */
export const REVISIONS: readonly Row<Environment>[] = [
  row('revision', maybe(text), (revision) => ({ istio: { revision: revision === 'default' ? null : revision } })),
  row('revisionTags', texts, (tags, { istio }) => ({
    tags: Object.fromEntries(tags.map((tag) => [tag, istio.revision ?? 'default'])),
  })),
  // The default is what the control plane without a name is anyway.
  rows(['defaultRevision'], (said, { istio }) => {
    const revision = said.read('defaultRevision', text);
    if (!revision || revision !== istio.revision) return {};
    said.report.note(
      'tags.default',
      'It injects for istio-injection: enabled, too, as istioctl tag set default has it; the charts have it judge resources alone.',
    );
    return { tags: { default: revision } };
  }),
];
