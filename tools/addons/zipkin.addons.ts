import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Deployed, hinders, written } from './deployed';
import { zipkinImage, zipkinLacks } from './images';

const why = hinders() ?? zipkinLacks();
if (why !== undefined) console.log(`skipped: Zipkin, ${why}`);

const TRACE = '463ac35c9f6413ad48485a3953bb6124';
const span = {
  traceId: TRACE,
  id: '48485a3953bb6124',
  kind: 'SERVER',
  name: 'productpage.bookinfo.svc.cluster.local:9080/*',
  timestamp: Date.now() * 1000,
  duration: 1200,
  localEndpoint: { serviceName: 'productpage.bookinfo' },
};

(why === undefined ? describe : describe.skip).each([
  ['as it is by default', {}, true],
  ['restricted', { restricted: true }, false],
])('Zipkin %s', (_how, settings, writes) => {
  const objects = written({ zipkin: settings });
  let zipkin: Deployed;

  beforeAll(async () => {
    zipkin = await Deployed.start(objects, 'zipkin', zipkinImage());
  });
  afterAll(() => zipkin?.stop());

  test('a span sent to the port of its Service is found by the query that its pages use', async () => {
    const headers = { 'content-type': 'application/json' };
    const sent = await fetch(`${zipkin.url('zipkin', 9411)}/api/v2/spans`, {
      method: 'POST',
      headers,
      body: JSON.stringify([span]),
    });
    expect(sent.status).toBe(202);
    const asked = () => fetch(`${zipkin.url('tracing', 80)}/api/v2/trace/${TRACE}`);
    let answer = await asked();
    for (let i = 0; answer.status === 404 && i < 20; i++) {
      await sleep(250);
      answer = await asked();
    }
    expect(await answer.json()).toMatchObject([
      { traceId: TRACE, localEndpoint: { serviceName: 'productpage.bookinfo' } },
    ]);
    expect(await (await fetch(`${zipkin.url('tracing', 80)}/api/v2/services`)).json()).toEqual([
      'productpage.bookinfo',
    ]);
  });

  test('a trace that nobody sent is not found', async () => {
    expect((await fetch(`${zipkin.url('tracing', 80)}/api/v2/trace/0123456789abcdef`)).status).toBe(404);
  });

  test('its pages are there', async () => {
    const page = await fetch(`${zipkin.url('tracing', 80)}/zipkin/`);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')]);
  });

  test('it may write to /tmp, and elsewhere unless it is restricted', async () => {
    const written = async (path: string) => (await zipkin.run('touch', path)) === 0;
    expect([await written('/tmp/file'), await written('/var/tmp/file')]).toEqual([true, writes]);
  });
});
