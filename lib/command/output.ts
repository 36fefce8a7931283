import { Option } from 'commander';

/** `--output`, of every command that has a result: words for people, JSON for programs, and what else a command knows. */
export const outputOption = (...more: readonly string[]): Option =>
  new Option('--output <form>', 'what goes to stdout').choices(['text', 'json', ...more]).default('text');
