import type { Refused } from '../../kit/problems';

/** With it, what the library itself threw is printed, with its stack. */
export const DEBUG = 'CDK8S_ISTIO_DEBUG';

/** What is printed of bad input: each problem on a line. */
export const refusalLines = ({ messages, causes }: Refused, env: NodeJS.ProcessEnv): readonly string[] => [
  ...messages,
  ...(env[DEBUG] === undefined ? [] : causes.map(({ stack, message }) => stack ?? message)),
];

/** Whoever reads what is printed may have enough of it (`| head`): the rest of the words is lost, the work goes on to its end. */
export function readersMayLeave(): void {
  for (const stream of [process.stdout, process.stderr])
    if (!stream.listeners('error').includes(left)) stream.on('error', left);
}

function left(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
