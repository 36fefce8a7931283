import type { Command } from 'commander';
import type { Task } from '../../delivery/program/tasks';

/** What a command knows of the place in which it runs. */
export interface Around {
  /** Folder of the repository. */
  readonly root: string;
  /** Where the environments lie, unless a command is told otherwise. */
  readonly dist: string;
  /** Of this package. */
  readonly version: string;
  /** Receives the exit code. */
  readonly exit: (code: number) => void;
  /** Runs the repository's `main.ts`, which does the task in place of a synth; gives its exit code, or nothing where there is no such file. */
  readonly run: (program: string, task?: Task) => number | undefined;
}

/** Adds a command to the program. */
export type AddCommand = (root: Command, around: Around) => void;
