import { spawnSync } from 'node:child_process';
import { expect, test } from '@jest/globals';
import { KUBERNETES_ROWS } from '../../../test/validation/kubernetes';

/** What the API server has against an object that is applied; nothing where it takes it. */
function refusal(object: object): string {
  const args = ['apply', '--server-side', '--dry-run=server', '--validate=strict', '-f', '-'];
  const { status, stderr } = spawnSync('kubectl', args, { encoding: 'utf8', input: JSON.stringify(object) });
  return status === 0 ? '' : stderr;
}

test('what is refused at synth is what the API server refuses, and its twin is not', () => {
  const differing = KUBERNETES_ROWS.flatMap(({ kind, rule, wrong, right }) => [
    ...(refusal(wrong) === '' ? [`${kind}: ${rule}: the server takes the wrong one`] : []),
    ...(refusal(right) === '' ? [] : [`${kind}: ${rule}: the server refuses the right one: ${refusal(right)}`]),
  ]);
  expect(differing).toEqual([]);
}, 300_000);
