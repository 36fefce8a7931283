import type { Problem } from '../kit/problems';
import type { Kind } from '../model/kinds';
import type { Mesh } from '../model/mesh';

/** An error refuses, a warning is said, and something to know is said where one asks for it. */
export const SEVERITIES = ['error', 'warning', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Where in an object: one of its blocks or lists, and the names of fields in that, `[destination, 'subset']`; or names alone. */
export type At = readonly (object | string | number)[];

/** Where something would be that an object needs and nobody wrote: others may bring it. */
export interface Sought {
  /** @default - any */
  readonly namespace?: string;
  /** @default - any */
  readonly name?: string;
}

/** A problem of one object. */
export interface Finding {
  /** Path of the construct, or `file:line`. */
  readonly place: string;
  readonly problem: Problem;
  /** What of the object is at fault. @default - what the words of the problem say */
  readonly at?: At;
  /** What would mend it, were it there. @default - nothing that others bring */
  readonly sought?: readonly Sought[];
  /** Place of the other of two that do not go together; a finding is one of both, and either may waive it. */
  readonly other?: string;
  /** @default - its rule's */
  readonly severity?: Severity;
}

/** What a rule looks at: objects of a kind, or what the model makes of several. */
export type Subject = Kind | Exclude<keyof Mesh, Kind>;

/** One truth about the mesh as it will be written. */
export interface Rule {
  /** Its own, in words: `subset-exists`. */
  readonly name: string;
  /** Codes of what it finds; each is one rule's alone, but for IST0101, Istio's own for whatever is missing. */
  readonly codes: readonly string[];
  readonly severity: Severity;
  /** What must be true, in one sentence. */
  readonly about: string;
  readonly reads: readonly Subject[];
  /** Whatever contradicts it. It sees objects that their kinds' schemas accept, and may rely on that. */
  readonly find: (mesh: Mesh) => readonly Finding[];
}
