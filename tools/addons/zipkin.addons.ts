import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Deployed, written } from './deployed';
import { lacking } from './images';
import { newSpan, sendZipkin, untilOk } from './spans';

const why = lacking('zipkin-slim');
if (why !== undefined) console.log(`skipped: Zipkin, ${why}`);

const span = newSpan('productpage.bookinfo');

(why === undefined ? describe : describe.skip).each([
  ['as it is by default', {}, true],
  ['restricted', { restricted: true }, false],
])('Zipkin %s', (_how, settings, writes) => {
  const objects = written({ zipkin: settings });
  let zipkin: Deployed;

  beforeAll(async () => {
    zipkin = await Deployed.start(objects, 'zipkin');
  });
  afterAll(() => zipkin?.stop());

  test('a span sent to the port of its Service is found by the query that its pages use', async () => {
    expect(await sendZipkin(zipkin.url('zipkin', 9411), span)).toBe(202);
    const answer = await untilOk(`${zipkin.url('tracing', 80)}/api/v2/trace/${span.trace}`);
    expect(await answer.json()).toMatchObject([{ traceId: span.trace, localEndpoint: { serviceName: span.service } }]);
    expect(await (await fetch(`${zipkin.url('tracing', 80)}/api/v2/services`)).json()).toEqual([span.service]);
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
