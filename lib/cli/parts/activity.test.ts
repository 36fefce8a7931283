import { PassThrough } from 'node:stream';
import { expect, test } from '@jest/globals';
import { activity } from './activity';

/** What a terminal of one line shows after what was written to it, and whatever it showed on the way. */
function terminal(isTTY: boolean, columns = 80) {
  const written: string[] = [];
  const stream = Object.assign(new PassThrough(), { isTTY, columns });
  stream.on('data', (chunk) => written.push(String(chunk)));
  return {
    stream: stream as unknown as NodeJS.WriteStream,
    written: () => written.join(''),
    /** Of the last line, after the cursor went to its begin and all of it was cleared. */
    left: () => written.join('').split('\u001b[1G\u001b[2K').at(-1),
  };
}

/** A clock that is one second later each time. */
const slow = (): (() => number) => {
  let seconds = 0;
  return () => 1000 * seconds++;
};

test('on a terminal it shows what takes long, and erases it', () => {
  const { stream, written, left } = terminal(true);
  const { tell, end } = activity(stream, slow());
  tell('a.yaml', 1, 2);
  end();
  expect(written()).toContain('1/2');
  expect(left()).not.toContain('1/2');
  // Neither a hidden cursor nor lines that do not wrap: nobody would set them right after Ctrl-C.
  expect(written()).not.toMatch(/\?25l|\?7l/);
});

test('what is done soon shows nothing', () => {
  const { stream, written } = terminal(true);
  const { tell, end } = activity(stream, () => 0);
  tell('a.yaml', 1, 2);
  end();
  expect(written()).not.toContain('a.yaml');
  expect(written()).not.toContain('1/2');
});

test('a file or a pipe gets nothing', () => {
  const { stream, written } = terminal(false);
  const { tell, end } = activity(stream, slow());
  tell('a.yaml', 1, 2);
  end();
  expect(written()).toBe('');
});
