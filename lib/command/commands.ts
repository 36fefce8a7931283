/** The commands that meet a cluster, as the help tells of them. They need nothing of the library, for the help is there without the cluster's client. */
export const COMMANDS = {
  apply: 'Applies an environment stage by stage and waits until it works. Exit code: 0 done, 2 failed.',
  diff: 'Shows what apply would change. Exit code: 0 nothing, 1 differences, 2 failed.',
  status: 'Shows what is ready, what is not, and why. Exit code: 0 all ready, 1 not all, 2 failed.',
  url: 'Prints the address of a route; opens a port-forward where the cluster has no other way in.',
  delete: 'Deletes an environment, last stage first; what the cluster had before stays. Asks before.',
} as const;
