import { Construct } from 'constructs';
import { isBlock, isPlainBlock } from '../kit/json';
import { refuse } from '../kit/problems';
import { areStrangers } from '../model/fleet-members';
import { outermost } from '../model/tree';
import { MESH } from '../problems/mesh/mesh';
import { mustBe, type PropsType } from '../schema/props';

/** Holds props to their type, and the handles in them to the mesh of the construct that is given them. @throws MESH625-MESH628; MESH363 */
export function mustFit(scope: Construct, type: PropsType, props: unknown): void {
  mustBe(scope, type, props);
  const stranger = constructsIn(props).find((one) => areStrangers(scope, one));
  if (stranger !== undefined)
    refuse(scope, MESH.stranger(stranger.node.path, outermost(stranger).node.path, outermost(scope).node.path));
}

/** Constructs that a value holds; what is in them is theirs. */
function constructsIn(value: unknown): readonly Construct[] {
  if (Construct.isConstruct(value)) return [value];
  if (Array.isArray(value)) return value.flatMap(constructsIn);
  return isBlock(value) && isPlainBlock(value) ? Object.values(value).flatMap(constructsIn) : [];
}
