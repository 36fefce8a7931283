import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { demo } from '../../lib/environments/demo';
import { production } from '../../lib/environments/production';
import { secure } from '../../lib/environments/secure';
import { IMAGES, lacking } from './images';
import { Installed } from './installed';
import { Asked } from './kiali/asked';
import { build } from './kiali/build';

const why = lacking('kiali');
if (why !== undefined) console.log(`skipped: Kiali, ${why}`);
for (const name of ['pilot', 'jaeger'] as const)
  if (why === undefined && typeof IMAGES[name] === 'string') console.log(`Kiali runs without it: ${IMAGES[name]}`);
const when = why === undefined ? describe : describe.skip;

const work = mkdtempSync(join(tmpdir(), 'kiali-'));
afterAll(() => rmSync(work, { recursive: true }));

/** What it is told of the file by the reader that knows each key. */
const strict = (config: string) => {
  writeFileSync(join(work, 'config.yaml'), config);
  const { stdout, status } = spawnSync(build(process.env['KIALI'] ?? '')['kiali-strict'], [join(work, 'config.yaml')], {
    encoding: 'utf8',
  });
  return status === 0 ? 'knows each key' : stdout;
};

const WRONG = (namespace: string) => `
apiVersion: networking.istio.io/v1
kind: VirtualService
metadata: { name: wrong, namespace: ${namespace} }
spec: { hosts: [wrong], http: [{ route: [{ destination: { host: nobody } }] }] }
`;

when.each([
  ['demo', demo],
  ['secure', secure],
  ['production', production],
])('Kiali in %s', (_name, environment) => {
  let installed: Installed;
  let kiali: Asked;

  beforeAll(async () => {
    installed = await Installed.open(environment);
    for (const name of environment.needsSecrets ?? []) {
      // As docs/guides/bundled-addons.md has it.
      const key = execFileSync('openssl', ['rand', '-hex', '16'], { encoding: 'utf8' }).trim();
      installed.kubectl('-n', 'istio-system', 'create', 'secret', 'generic', name, `--from-literal=key=${key}`);
    }
    await installed.ready('kiali');
    await installed.ready('prometheus');
    await installed.ready('grafana');
    kiali = Asked.of(installed);
    const token = installed.kubectl('-n', 'istio-system', 'create', 'token', 'kiali').trim();
    if (environment.name === 'production') expect(await kiali.signIn(token)).toBe(200);
  });
  afterAll(() => installed?.close());

  test('it knows each key of its configuration', () => {
    const config = installed.kubectl(
      '-n',
      'istio-system',
      'get',
      'configmap',
      'kiali',
      '-o',
      'jsonpath={.data.config\\.yaml}',
    );
    expect(strict(config)).toBe('knows each key');
    expect(strict(`${config}istio_root_namespace: istio-system\n`)).toMatch(/istio_root_namespace not found/);
  });

  test('each page is answered, and it links to traces and to Grafana', async () => {
    expect(await kiali.refused()).toEqual([]);
    expect(await kiali.json('tracing')).toMatchObject({ enabled: true, integration: true, provider: 'jaeger' });
    // Its boards by their titles; 503 where no address is known that a browser can reach.
    expect(await kiali.json('grafana')).toMatchObject({
      externalLinks: [
        { url: 'http://localhost:3000/d/istio-service', variables: { service: 'var-service' } },
        { url: 'http://localhost:3000/d/istio-workload', variables: { workload: 'var-workload' } },
      ],
    });
  });

  test('it has no fault to find in anything that is written, and finds one that is not', async () => {
    const { count, faults } = await kiali.judged();
    expect(faults).toEqual([]);
    expect(count).toBeGreaterThan(5);
    writeFileSync(join(work, 'wrong.yaml'), WRONG('istio-system'));
    installed.kubectl('apply', '-f', join(work, 'wrong.yaml'));
    let found: readonly string[] = [];
    for (let tries = 0; found.length === 0 && tries < 240; tries++) {
      await sleep(500);
      found = (await kiali.judged()).faults;
    }
    expect(found.join('\n')).toMatch(/KIA1101 .*istio-system\/wrong/);
  });

  if (typeof IMAGES.pilot !== 'string')
    test('it finds the control plane, and it is the one that runs', async () => {
      const planes =
        await kiali.json<readonly { readonly istiodName: string; readonly status: string }[]>('mesh/controlplanes');
      expect(planes.map(({ istiodName }) => istiodName)).toEqual(['istiod']);
    });

  test('its account may all that it tries', () => {
    expect(
      installed
        .said('kiali')
        .split('\n')
        .filter((line) => /forbidden|unauthorized/i.test(line)),
    ).toEqual([]);
  });

  test('an account without its role is told so', async () => {
    installed.kubectl('delete', 'clusterrolebinding', 'kiali');
    installed.kubectl('-n', 'istio-system', 'delete', 'pod', '-l', 'app=kiali', '--wait=false');
    for (let tries = 0; !/forbidden/.test(installed.said('kiali')) && tries < 240; tries++) await sleep(500);
    expect(installed.said('kiali')).toMatch(/forbidden/);
  });
});

when('The key that signs sessions', () => {
  test.each([
    ['-hex 16', true],
    ['-hex 12', true],
    ['-hex 8', true],
    ['-base64 32', false],
  ])('openssl rand %s: taken is %s', (how, isTaken) => {
    const key = execFileSync('openssl', ['rand', ...how.split(' ')], { encoding: 'utf8' }).trim();
    const config = join(work, 'key.yaml');
    writeFileSync(config, `auth: { strategy: token }\nlogin_token: { signing_key: "${key}" }\n`);
    const { stdout, stderr } = spawnSync(build(process.env['KIALI'] ?? '').kiali, ['-config', config], {
      encoding: 'utf8',
      timeout: 20_000,
    });
    const said = stdout + stderr;
    expect(said.length).toBeGreaterThan(0);
    expect(!/signing key for sessions must be 16, 24 or 32 bytes/.test(said)).toBe(isTaken);
  });
});
