/** Exit codes of every command, for scripts. `1` also is what `diff` and `status` end with where there is something to see. */
export const EXIT = { done: 0, refused: 1, failed: 2, interrupted: 130 } as const;
