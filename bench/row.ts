/** One measurement; `undefined` where the program that it needs is not at hand. */
export interface Row {
  readonly what: string;
  readonly unit: 'bytes' | 'ms' | 's';
  readonly ours: number | undefined;
  readonly official: number | undefined;
}
