import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { Testbed } from './testbed';

const bed = new Testbed('minimal');
const { dist } = bed;
afterAll(() => bed.close());

const LOGIN = { apiVersion: 'client.authentication.k8s.io/v1', command: 'no-such-login', interactiveMode: 'Never' };

/** The kubeconfig of the tests with another login. */
function kubeconfigWith(user: object): string {
  const config = JSON.parse(readFileSync(process.env['KUBECONFIG'] ?? '', 'utf8'));
  const file = join(dist, `kubeconfig-${Object.keys(user)}`);
  writeFileSync(file, JSON.stringify({ ...config, users: [{ name: 'admin', user }] }));
  return file;
}

test('without any kubeconfig it says so', async () => {
  bed.variables = { KUBECONFIG: '', HOME: dist };
  const { code, err } = await bed.run('diff', 'minimal');
  bed.variables = {};
  expect({ code, err }).toEqual({ code: 2, err: expect.stringMatching(/^MESH701 \[kubeconfig\]/) });
});

test.each([
  [
    ['--context', 'nowhere'],
    'MESH702 [kubeconfig] the kubeconfig has no context "nowhere"; pass --context with one of test, guest, gone',
  ],
  [['--context', 'gone'], 'MESH703 ['],
  [['--context', 'guest'], 'MESH705 [guest] you may not do this: configmaps is forbidden'],
  [['--kubeconfig', 'nowhere'], 'MESH718 [kubeconfig] the kubeconfig cannot be read (ENOENT'],
  [['--kubeconfig', kubeconfigWith({ token: 'old' })], 'MESH704 [test] the cluster does not know who you are'],
  [
    ['--kubeconfig', kubeconfigWith({ exec: LOGIN })],
    'MESH719 [test] the login of this context cannot be used (spawn no',
  ],
  [['--kubeconfig', kubeconfigWith({ 'client-certificate': 'no' })], 'MESH719 [test] the login of this context'],
  [['--no-such-option'], "error: unknown option '--no-such-option'"],
])('says what is wrong: %#', async (args, message) => {
  const { code, err } = await bed.run('apply', 'minimal', ...args);
  expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining(message) });
});
