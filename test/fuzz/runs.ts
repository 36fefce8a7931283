/** Inputs of each family; CI takes 2,000, `FUZZ=50000` is the long run. */
export const RUNS = Number(process.env['FUZZ'] ?? 200);

/** Inputs that share a mesh: what it takes to make one is much of what an input costs. */
export const TOGETHER = 20;
/** The inputs are the same in every run, so that what fails is what changed; `SEED=<number>` makes others. */
export const SEED = Number(process.env['SEED'] ?? 20);
