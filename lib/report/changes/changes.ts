import type { Mesh } from '../../model/mesh';
import { HOLD_WORDS } from '../picture/style';
import type { GraphEdge, GraphNode, MeshChange, MeshReport, Share } from '../types';
import { ofReach } from './reach';

const percent = ({ version, share }: Share): string => `${version} ${Math.round(share * 10) / 10}%`;
const nameOf = ({ namespace, name }: Pick<GraphNode, 'namespace' | 'name'>): string =>
  namespace === '' ? name : `${namespace}/${name}`;

/** Versions whose shares moved: `v1 90% → 50%, v2 10% → 50%`. */
function moved(before: readonly Share[], after: readonly Share[]): string {
  const old = new Map(before.map((one) => [one.version, one.share]));
  const fresh = new Map(after.map((one) => [one.version, one.share]));
  const all = [...new Set([...old.keys(), ...fresh.keys()])].filter(
    (version) => old.get(version) !== fresh.get(version),
  );
  const said = (share: number | undefined) => (share === undefined ? 'none' : `${Math.round(share * 10) / 10}%`);
  return all.map((version) => `${version} ${said(old.get(version))} → ${said(fresh.get(version))}`).join(', ');
}

const ends = ({ from, to }: GraphEdge): string => `${from.replace(/^.*\|/, '')} → ${to.replace(/^.*\|/, '')}`;

function ofNodes(before: readonly GraphNode[], after: readonly GraphNode[]): readonly MeshChange[] {
  const [old, fresh] = [new Map(before.map((one) => [one.id, one])), new Map(after.map((one) => [one.id, one]))];
  return [
    ...after.flatMap((node): readonly MeshChange[] => {
      const was = old.get(node.id);
      const versions = node.versions.length > 0 ? `: ${node.versions.map(percent).join(', ')}` : '';
      if (was === undefined)
        return [{ what: 'added', of: node.id, about: 'graph', text: `${node.kind} ${nameOf(node)} is new${versions}` }];
      const shares = moved(was.versions, node.versions);
      const hosts =
        was.lines.join(', ') === node.lines.join(', ')
          ? ''
          : `${was.lines.join(', ') || 'none'} → ${node.lines.join(', ') || 'none'}`;
      return [
        ...(shares === ''
          ? []
          : [
              {
                what: 'changed' as const,
                of: node.id,
                about: 'shares' as const,
                text: `requests to ${nameOf(node)}: ${shares}`,
              },
            ]),
        ...(hosts === ''
          ? []
          : [
              {
                what: 'changed' as const,
                of: node.id,
                about: 'graph' as const,
                text: `${node.kind} ${nameOf(node)}: ${hosts}`,
              },
            ]),
        ...(was.proxy === node.proxy
          ? []
          : [
              {
                what: 'changed' as const,
                of: node.id,
                about: 'graph' as const,
                text: `${node.kind} ${nameOf(node)}: its pods had ${was.proxy === 'none' ? 'no proxy' : `a ${was.proxy}`}, and have ${node.proxy === 'none' ? 'none' : `a ${node.proxy}`}`,
              },
            ]),
      ];
    }),
    ...before
      .filter(({ id }) => !fresh.has(id))
      .map(
        (node): MeshChange => ({
          what: 'removed',
          of: node.id,
          about: 'graph',
          text: `${node.kind} ${nameOf(node)} is gone`,
        }),
      ),
  ];
}

function ofEdges(before: readonly GraphEdge[], after: readonly GraphEdge[]): readonly MeshChange[] {
  const [old, fresh] = [new Map(before.map((one) => [one.id, one])), new Map(after.map((one) => [one.id, one]))];
  return [
    ...after.flatMap((edge): readonly MeshChange[] => {
      const was = old.get(edge.id);
      if (was === undefined)
        return [
          {
            what: 'added',
            of: edge.id,
            about: 'graph',
            text: `${edge.kind} ${ends(edge)} is new: ${HOLD_WORDS[edge.hold]}`,
          },
        ];
      const effects =
        was.effects.join(', ') === edge.effects.join(', ')
          ? ''
          : `${was.effects.join(', ') || 'nothing else'} → ${edge.effects.join(', ') || 'nothing else'}`;
      return [
        ...(was.hold === edge.hold
          ? []
          : [
              {
                what: 'changed' as const,
                of: edge.id,
                about: 'graph' as const,
                text: `${edge.kind} ${ends(edge)}: ${HOLD_WORDS[was.hold]} → ${HOLD_WORDS[edge.hold]} (${edge.by})`,
              },
            ]),
        ...(effects === ''
          ? []
          : [
              {
                what: 'changed' as const,
                of: edge.id,
                about: 'shares' as const,
                text: `${edge.kind} ${ends(edge)}: ${effects}`,
              },
            ]),
      ];
    }),
    ...before
      .filter(({ id }) => !fresh.has(id))
      .map(
        (edge): MeshChange => ({
          what: 'removed',
          of: edge.id,
          about: 'graph',
          text: `${edge.kind} ${ends(edge)} is gone`,
        }),
      ),
  ];
}

/** One cluster, before and after. */
export interface Both {
  readonly before: { readonly mesh: Mesh; readonly nodes: readonly GraphNode[]; readonly edges: readonly GraphEdge[] };
  readonly after: { readonly mesh: Mesh; readonly nodes: readonly GraphNode[]; readonly edges: readonly GraphEdge[] };
}

/** What a change of the files means for who calls whom, who may, and where requests go. */
export const changesBetween = ({ before, after }: Both): readonly MeshChange[] => [
  ...ofNodes(before.nodes, after.nodes),
  ...ofEdges(before.edges, after.edges),
  ...ofReach(before.mesh, after.mesh),
];

/** A report that shows what is gone beside what is there. */
export function withChanges(
  after: MeshReport,
  before: Pick<MeshReport, 'nodes' | 'edges'>,
  changes: readonly MeshChange[],
): MeshReport {
  const gone = new Set(changes.filter(({ what }) => what === 'removed').map(({ of }) => of));
  return {
    ...after,
    nodes: [...after.nodes, ...before.nodes.filter(({ id }) => gone.has(id))],
    edges: [...after.edges, ...before.edges.filter(({ id }) => gone.has(id))],
    changes,
  };
}
