/** Exit codes of every command, for scripts: `1` says that there is something to see, be it refused, different or not ready yet. */
export const EXIT = { done: 0, refused: 1, different: 1, notReady: 1, failed: 2, interrupted: 130 } as const;
