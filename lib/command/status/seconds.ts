import { InvalidArgumentError } from 'commander';
import { durationSeconds } from '../../kit/formats/formats';

/** Seconds, or a duration as kubectl takes it. */
export const seconds = (text: string): number => {
  const value = durationSeconds(text) ?? Number(text);
  if (!Number.isInteger(value) || value < 0) throw new InvalidArgumentError('give whole seconds: 90, 90s or 5m');
  return value;
};
