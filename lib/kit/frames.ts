/** A place in code. */
interface Frame {
  readonly file: string;
  readonly line: string;
}

const FRAME = /\(?((?:\w:)?[^():\s]+):(\d+):\d+\)?$/;

const framesOf = (stack = ''): readonly Frame[] =>
  stack.split('\n').flatMap((text) => {
    const [, file, line] = FRAME.exec(text.trim().replace('file://', '')) ?? [];
    return file === undefined || line === undefined ? [] : [{ file, line }];
  });

/** The folder of the library, wherever it lies, as stack traces spell it. */
const library = (): string => (framesOf(new Error().stack)[0]?.file ?? '').replace(/kit\/frames\.[jt]s$/, '');

/** The library's own and its dependencies'; environments are their users', as tests are. */
function isOurs(file: string): boolean {
  const home = library();
  return (
    file.startsWith('node:') ||
    /[\\/]node_modules[\\/]/.test(file) ||
    (home !== '' && file.startsWith(home) && !/^environments\/|\.test\.ts$/.test(file.slice(home.length)))
  );
}

/** Where the user's code is in a stack trace, as `file:line`: the first place that is not the library's. */
export function usersPlace(stack: string | undefined): string | undefined {
  const frame = framesOf(stack).find(({ file }) => !isOurs(file));
  return frame === undefined ? undefined : `${frame.file}:${frame.line}`;
}

/** The library, or a dependency of it, failed, and not the user's code itself; then where. */
export function ownPlace(stack: string | undefined): string | undefined {
  const frame = framesOf(stack).find(({ file }) => !file.startsWith('node:'));
  return frame !== undefined && isOurs(frame.file)
    ? `${frame.file.replace(library(), 'lib/')}:${frame.line}`
    : undefined;
}
