import { message, type Problem } from '../../kit/problems';
import { COMMAND } from '../../problems/commands/command';

interface Cause {
  readonly reason?: string;
  readonly message?: string;
  readonly field?: string;
}

/** The server's word for new content of a namespace that goes. */
export const DELETING = 'NamespaceTerminating';

/** The API server said no. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly reason: string,
    text: string,
    readonly causes: readonly Cause[],
  ) {
    super(text);
  }

  /** From a `Status` object, or from the words of a proxy on the way. */
  static of(status: number, answer: unknown, text: string): ApiError {
    const { reason, message, details } = (answer ?? {}) as {
      readonly reason?: string;
      readonly message?: string;
      readonly details?: { readonly causes?: readonly Cause[] };
    };
    return new ApiError(
      status,
      reason ?? '',
      message ?? (text.slice(0, 200) || `HTTP ${status}`),
      details?.causes ?? [],
    );
  }

  /** Who else manages fields of the object, with those fields; empty unless this is a conflict of server-side apply. */
  get managers(): ReadonlyMap<string, readonly string[]> {
    const managers = new Map<string, string[]>();
    for (const { reason, message: text = '', field = '' } of this.causes) {
      const manager = /^conflict with "([^"]*)"/.exec(text)?.[1];
      if (reason !== 'FieldManagerConflict' || manager === undefined) continue;
      managers.set(manager, [...(managers.get(manager) ?? []), field]);
    }
    return managers;
  }

  /** True when the object, or the namespace that it goes into, is on its way out. */
  get deleting(): boolean {
    return this.causes.some(({ reason }) => reason === DELETING);
  }

  /** True where the same request may pass a little later: an overloaded server, a webhook or a new kind that is not served yet. */
  get passing(): boolean {
    if (this.status === 409) return this.managers.size === 0;
    if (this.deleting) return true;
    return [404, 408, 429, 500, 502, 503, 504].includes(this.status);
  }
}

/** No answer at all. */
export class Unreachable extends Error {
  constructor(
    readonly server: string,
    override readonly cause: Error,
  ) {
    super(cause.message);
  }
}

/** What the same request may not meet again a little later. */
export const isPassing = (error: unknown): error is ApiError | Unreachable =>
  error instanceof Unreachable || (error instanceof ApiError && error.passing);

/** A fault of the cluster in the words of the catalogue. `where` is the object, or the context. */
export function explain(error: ApiError | Unreachable, where: string): readonly string[] {
  return problemsOf(error).map((problem) => message(problem, where));
}

/** The fact alone, for the time that it is waited for. */
export const factOf = (error: ApiError | Unreachable): string =>
  problemsOf(error)
    .map(({ fact }) => fact)
    .join('; ');

/** The server's words for what an object keeps for life: a selector, a claim's size, the class of a load balancer. */
const LASTING = /field is immutable|may not change once set|is immutable after creation|updates to statefulset spec/;

function problemsOf(error: ApiError | Unreachable): readonly Problem[] {
  if (error instanceof Unreachable) {
    const { code } = error.cause as NodeJS.ErrnoException;
    return [COMMAND.unreachable(error.server, error.message || code || error.cause.name)];
  }
  if (error.status === 401) return [COMMAND.credentials(error.message)];
  if (error.deleting) return [COMMAND.deleting(error.message)];
  if (error.status === 403) return [COMMAND.forbidden(error.message)];
  if (error.managers.size > 0) return [...error.managers].map(([manager, fields]) => COMMAND.conflict(manager, fields));
  if (error.status === 422 && LASTING.test(error.message)) return [COMMAND.unchangeable(error.message)];
  return [error.status >= 500 || error.status === 429 ? COMMAND.server(error.message) : COMMAND.invalid(error.message)];
}
