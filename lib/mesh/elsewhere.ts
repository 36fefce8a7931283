import type { IConstruct } from 'constructs';

const NOTE = 'selects pods that others deploy';

/** Notes that a construct's resource selects pods that are not in this tree, so that no check misses them. */
export function noteElsewhere(construct: IConstruct): void {
  construct.node.addMetadata(NOTE, true);
}

export const selectsElsewhere = (construct: IConstruct): boolean =>
  construct.node.metadata.some(({ type }) => type === NOTE);
