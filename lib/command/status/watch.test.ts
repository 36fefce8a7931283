import { expect, test } from '@jest/globals';
import { newsText, watched } from './watch';

test('says the whole first, then only what is new, until it is interrupted', async () => {
  const looks = [
    'demo: not ready\n  web  0 of 1 ready\n  db  ready',
    'demo: not ready\n  web  0 of 1 ready\n  db  ready',
    'demo: ready\n  web  ready\n  db  ready',
    'demo: ready\n  web  ready\n  db  ready',
  ];
  const stop = new AbortController();
  const said: string[] = [];
  let seen = 0;
  const last = await watched({
    look: async () => looks[seen++] ?? '',
    text: (found) => found,
    wait: async () => {
      if (seen === looks.length) stop.abort();
    },
    signal: stop.signal,
    say: (_found, words) => said.push(words),
  });
  expect([seen, last]).toEqual([4, looks[3]]);
  expect(said).toEqual([looks[0], '- demo: not ready\n- web  0 of 1 ready\n+ demo: ready\n+ web  ready']);
  expect(newsText('a\nb', 'a\nb')).toBe('');
});
