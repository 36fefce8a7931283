import type { Chart } from 'cdk8s';
import type { Block } from '../lib/kit/json';

/** What the official tools make, and how our constructs make the same objects. */
export interface Case {
  /** Path of the file below the reference folder, or a name for `sets`. */
  readonly reference: string;
  /** What is rendered, where it is more than the reference. @default - the path of the reference */
  readonly name?: string;
  /** Adds the objects to a chart of their own. */
  readonly build: (chart: Chart) => void;
  /** What `istioctl manifest generate --set` is told, to be compared with instead of a file. @default - a file */
  readonly sets?: readonly string[];
  /** An IstioOperator that it is given beside `sets`. @default - none */
  readonly operator?: string;
  /** It is somebody's own, and names objects that no list of differences knows. @default - it is ours */
  readonly own?: {
    /** What istioctl is given in its place: without what import says that it leaves out. */
    readonly left: () => string;
    /** What import says that synth will refuse. */
    readonly refused: () => readonly string[];
    /** What import says of it. */
    readonly said: () => readonly string[];
    /** What that explains beside what is left out, as lines of a list of differences; `objects`: what istioctl makes. */
    readonly differs: (objects: string) => readonly string[];
  };
  /** What of an object is compared. @default - the whole of it */
  readonly as?: (object: Block) => Block;
  /** Namespace of reference objects that name none. @default - none */
  readonly namespace?: string;
}
