import { Construct, type IConstruct } from 'constructs';
import type { DeclaredCall } from './handles';

const NOTE = 'selects pods that others deploy';

/** Notes that a construct's resource selects pods that are not in this tree, so that no check misses them. */
export function noteElsewhere(construct: IConstruct): void {
  construct.node.addMetadata(NOTE, true);
}

export const selectsElsewhere = (construct: IConstruct): boolean =>
  construct.node.metadata.some(({ type }) => type === NOTE);

const CALL = 'is called by';

/** Notes on a service of this tree that one that others deploy calls it, for nothing in the tree says so. */
export function noteCall(call: DeclaredCall): void {
  if (call.to instanceof Construct) call.to.node.addMetadata(CALL, call);
}

export const callsFromElsewhere = (service: IConstruct): readonly DeclaredCall[] =>
  service.node.metadata.filter(({ type }) => type === CALL).map(({ data }) => data as DeclaredCall);
