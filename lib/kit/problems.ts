import type { Construct, IConstruct } from 'constructs';

/** One mistake in a user's input: what is wrong and what to do about it. `code` is stable; Istio's own analyzer code where one exists. */
export interface Problem {
  readonly code: string;
  readonly fact: string;
  readonly remedy: string;
  /** What to do where the object is written as YAML, if that is another thing. @default - the remedy */
  readonly inYaml?: string;
}

/** A catalogue line: the code, the two halves of the message, and the second once more for those who write YAML. */
export type Entry = readonly [
  code: string,
  say: (...args: never[]) => readonly [fact: string, remedy: string, inYaml?: string | undefined],
];

/**
 * Makes a typed catalogue of problems from lines of `name: ['CODE', (facts) => ['what is wrong', 'what to do']]`.
 * All catalogues live in `lib/problems/`; a test holds that no code is used twice.
 */
export function catalogue<T extends Readonly<Record<string, Entry>>>(entries: T) {
  const made = Object.fromEntries(
    Object.entries(entries).map(([name, [code, say]]) => [
      name,
      (...args: never[]): Problem => {
        const [fact, remedy, inYaml] = say(...args);
        return inYaml === undefined ? { code, fact, remedy } : { code, fact, remedy, inYaml };
      },
    ]),
  ) as unknown as { readonly [K in keyof T]: (...args: Parameters<T[K][1]>) => Problem };
  WRITTEN.set(made, Object.values(entries));
  return made;
}

const WRITTEN = new WeakMap<object, readonly Entry[]>();
/** The lines of a catalogue as they are written; none of anything else. */
export const linesOf = (made: object): readonly Entry[] => WRITTEN.get(made) ?? [];

/** The one form in which a user reads a problem: `CODE [construct path] fact; remedy`, on one line whatever it quotes. */
export const message = (problem: Problem, path: string): string =>
  `${problem.code} [${path}] ${problem.fact}; ${problem.remedy}`.replace(/\s*\n\s*/g, ' ');

/** Bad input. `messages` holds one line per problem; a command prints them and exits with 1. */
export class Refused extends Error {
  /**
   * `unplaced`: the problem of something that is no construct, for the construct that asked to say where it is. `causes`: errors that the
   * library itself threw, with their stacks, for those who report them.
   */
  constructor(
    readonly messages: readonly string[],
    readonly unplaced?: Problem,
    readonly causes: readonly Error[] = [],
  ) {
    super(messages.join('\n'));
    this.name = 'Refused';
  }
}

/** Refuses what the caller wrote on this line. `where` is the construct, or a name where no construct exists yet. */
export function refuse(where: Construct | string, problem: Problem): never {
  if (typeof where !== 'string') throw new Refused([message(problem, where.node.path)]);
  throw new Refused([message(problem, where)], problem);
}

/** What `make` gives; a problem that it has with something that is no construct is one of `scope`, which asked for it. */
export function placed<T>(scope: Construct, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof Refused && error.unplaced !== undefined) refuse(scope, error.unplaced);
    throw error;
  }
}

/** Registers a check of how objects relate. It runs at synth, so that a user sees all such problems at once. */
export function check(scope: Construct, problems: () => readonly Problem[]): void {
  scope.node.addValidation({ validate: () => problems().map((p) => `${p.code} ${p.fact}; ${p.remedy}`) });
}

/**
 * All problems of a tree, each as `CODE [construct path] fact; remedy`, in tree order and without repetition. `failed` makes problems of
 * what a check throws.
 */
export function problemsOf(
  root: Construct,
  failed: (error: unknown, path: string) => readonly string[] = (error) => {
    throw error;
  },
): readonly string[] {
  const validated = (construct: IConstruct): readonly string[] => {
    try {
      return construct.node.validate();
    } catch (error) {
      return failed(error, construct.node.path);
    }
  };
  const lines = root.node.findAll().flatMap((construct) =>
    validated(construct).map((text) => {
      const code = text.slice(0, text.indexOf(' '));
      const rest = text.slice(code.length + 1);
      return rest.startsWith('[') ? text : `${code} [${construct.node.path}] ${rest}`;
    }),
  );
  return [...new Set(lines)];
}
