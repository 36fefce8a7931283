/** Whoever reads what is printed may have enough of it (`| head`): the rest of the words is lost, the work goes on to its end. */
export function readersMayLeave(): void {
  for (const stream of [process.stdout, process.stderr])
    if (!stream.listeners('error').includes(left)) stream.on('error', left);
}

function left(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
