/** A place in code. */
interface Frame {
  readonly file: string;
  readonly line: string;
}

const FRAME = /\(?((?:node:|\w:)?[^():\s]+):(\d+):\d+\)?$/;

const framesOf = (stack = ''): readonly Frame[] =>
  stack.split('\n').flatMap((text) => {
    const [, file, line] = FRAME.exec(text.trim().replace('file://', '')) ?? [];
    return file === undefined || line === undefined ? [] : [{ file, line }];
  });

let home: string | undefined;

/** What lies before `lib/` where the library is, as stack traces spell it. Only asked when something failed: reading a stack reads a source map. */
const homeOf = (): string | undefined => {
  home ??= /^(.*)lib[\\/]kit[\\/]users-line[\\/]frames\.[jt]s$/.exec(framesOf(new Error().stack)[0]?.file ?? '')?.[1];
  return home;
};

/** The path in the library's sources, of which the generated classes are a part. */
function inLibrary(file: string): string | undefined {
  const before = homeOf();
  const path = before !== undefined && file.startsWith(before) ? file.slice(before.length) : undefined;
  return path !== undefined && /^(lib|imports)[\\/]/.test(path) ? path : undefined;
}

/** The library's own and its dependencies'; environments are their users', as tests are. */
function isOurs(file: string): boolean {
  const own = inLibrary(file);
  return (
    file.startsWith('node:') ||
    /(^|[\\/])node_modules[\\/]/.test(file) ||
    (own !== undefined && !/^lib[\\/]environments[\\/]|\.test\.ts$/.test(own))
  );
}

/** Who stands above it asked for a whole environment, and for nothing single in it. */
const isEnvironment = ({ file }: Frame): boolean =>
  /^lib[\\/](installation[\\/]apps|delivery[\\/]render)\.[jt]s$/.test(inLibrary(file) ?? '');

/** Where the user's code is in a stack trace, as `file:line`: the first place that is not the library's. */
export function usersPlace(stack: string | undefined): string | undefined {
  const frame = framesOf(stack).find((one) => !isOurs(one.file) || isEnvironment(one));
  return frame === undefined || isEnvironment(frame) ? undefined : `${frame.file}:${frame.line}`;
}

/** The library, or a dependency of it, failed, and not the user's code itself; then where. */
export function ownPlace(stack: string | undefined): string | undefined {
  const frame = framesOf(stack).find(({ file }) => !file.startsWith('node:'));
  return frame !== undefined && isOurs(frame.file) ? `${inLibrary(frame.file) ?? frame.file}:${frame.line}` : undefined;
}
