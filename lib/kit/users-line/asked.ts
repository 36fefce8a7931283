import { type Construct, Node } from 'constructs';
import { usersPlace } from './frames';

/** Frames of a stack trace that may lie between a construct and the user's line that asked for it. */
const DEEP = 100;

/** The lines of the user's code that asked for constructs. */
export class Asked {
  // A trace is made text when it is read: most never are.
  private readonly traces = new Map<string, Error>();

  /** Runs `make`, with an eye on who asks for what it makes, also where it fails. */
  during<T>(make: () => T): T {
    const { traces } = this;
    const node = Node.prototype as unknown as { addChild: (this: Node, child: Construct, id: string) => void };
    const { addChild } = node;
    const { stackTraceLimit } = Error;
    node.addChild = function (child, id) {
      traces.set([this.path, id].filter((part) => part !== '').join('/'), new Error());
      addChild.call(this, child, id);
    };
    Error.stackTraceLimit = DEEP;
    try {
      return make();
    } finally {
      node.addChild = addChild;
      Error.stackTraceLimit = stackTraceLimit;
    }
  }

  /** The line that asked for the construct with a path, as `file:line`; nothing where it asked for the whole tree. */
  get(path: string): string | undefined {
    const place = usersPlace(this.traces.get(path)?.stack);
    const [tree = ''] = path.split('/');
    return place === usersPlace(this.traces.get(tree)?.stack) ? undefined : place;
  }
}
