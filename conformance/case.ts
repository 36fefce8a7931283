import type { Chart } from 'cdk8s';

/** One reference file, and how our constructs make the same objects. */
export interface Case {
  /** Path of the file below the reference folder. */
  readonly reference: string;
  /** Adds the objects to a chart of their own. */
  readonly build: (chart: Chart) => void;
  /** Namespace of reference objects that name none. @default - none */
  readonly namespace?: string;
}
