import type { Mesh, Written } from '../../../model/mesh';
import { ROUTED } from '../../../problems/istio/istiod-routes';
import type { Rule } from '../../rule';
import { isLabel } from '../words';

interface Exported {
  readonly exportTo?: readonly string[] | undefined;
  readonly workloadSelector?: object | undefined;
}

/** What is wrong with the namespaces that an object is exported to. */
function faults(
  { namespace, spec: { exportTo = [], workloadSelector } }: Written<Exported>,
  kind: string,
): readonly string[] {
  const names = exportTo.map((one) => (one === '.' ? namespace : one));
  const twice = names.find((one, i) => names.indexOf(one) !== i);
  const odd = exportTo.find(
    (one) => !['.', '*'].includes(one) && !(one === '~' && kind === 'ServiceEntry') && !isLabel(one),
  );
  return [
    ...(twice === undefined ? [] : [`names ${twice} twice`]),
    ...(odd === undefined ? [] : [`has ${JSON.stringify(odd)}, which is no namespace`]),
    ...['*', '~']
      .filter((one) => exportTo.includes(one) && exportTo.length > 1)
      .map((one) => `has ${one} beside others`),
    ...(kind === 'DestinationRule' && workloadSelector !== undefined && names.some((one) => one !== namespace)
      ? ['of a rule for some callers goes beyond their namespace']
      : []),
  ];
}

const KINDS = ['VirtualService', 'DestinationRule', 'ServiceEntry'] as const;

export const exportedSoundly: Rule = {
  name: 'export-to',
  codes: ['MESH950'],
  severity: 'error',
  about: 'whoever is exported to is named once, and nobody beside everybody',
  reads: KINDS,
  find: (mesh: Mesh) =>
    KINDS.flatMap((kind) =>
      (mesh[kind] as readonly Written<Exported>[]).flatMap((one) =>
        faults(one, kind).map((why) => ({ place: one.place, problem: ROUTED.exportTo(why) })),
      ),
    ),
};
