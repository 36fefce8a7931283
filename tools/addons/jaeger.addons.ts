import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Deployed, written } from './deployed';
import { lacking } from './images';
import { newSpan, type Span, sendGrpc, sendOtlp, sendZipkin, untilOk } from './spans';

const why = lacking('jaeger');
if (why !== undefined) console.log(`skipped: Jaeger, ${why}`);

const storage = { size: '20Gi' };
/** Each port that takes spans, by its Service, and what is spoken there. */
const TAKES = [
  ['jaeger-collector', 4317, sendGrpc],
  ['jaeger-collector', 4318, sendOtlp],
  ['jaeger-collector', 9411, sendZipkin],
  ['zipkin', 9411, sendZipkin],
] as const;
/** What it says whatever its configuration is, of its own spans before it listens, and where it was built without its pages. */
const USUAL = /zPages span processor registration is not available|dial tcp 127.0.0.1:4317|ui assets not embedded/;

(why === undefined ? describe : describe.skip).each([
  ['as it is by default', {}, false],
  ['with storage', { storage }, true],
  ['restricted, with storage', { storage, restricted: true }, true],
])('Jaeger %s', (_how, settings, keeps) => {
  const objects = written({ jaeger: settings });
  const kept = newSpan('kept.bookinfo');
  let jaeger: Deployed;
  const asked = ({ trace }: Span) => `${jaeger.url('tracing', 80)}/jaeger/api/traces/${trace}`;

  beforeAll(async () => {
    jaeger = await Deployed.start(objects, 'jaeger');
  });
  afterAll(() => jaeger?.stop());

  test.each(TAKES)('a span sent to %s:%i is found by the query that its pages use', async (service, port, send) => {
    const span = newSpan('productpage.bookinfo');
    expect([0, 200, 202]).toContain(await send(jaeger.url(service, port), span));
    expect(await (await untilOk(asked(span))).json()).toMatchObject({
      data: [{ traceID: span.trace, processes: { p1: { serviceName: span.service } } }],
    });
  });

  test('a trace that nobody sent is not found', async () => {
    expect((await fetch(asked(newSpan('nobody')))).status).toBe(404);
  });

  test('its pages are below /jaeger/, and nothing is at /', async () => {
    const page = await fetch(`${jaeger.url('tracing', 80)}/jaeger/`);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/html')]);
    expect((await fetch(`${jaeger.url('tracing', 80)}/`)).status).toBe(404);
  });

  test('each port of each Service, and of its metrics, listens', async () => {
    const listens = (url: string) =>
      new Promise<boolean>((resolve) => {
        const { hostname, port } = new URL(url);
        const socket = connect(Number(port), hostname, () => resolve(true) ?? socket.destroy());
        socket.on('error', () => resolve(false));
      });
    const ports = jaeger.ports;
    expect(ports.length).toBeGreaterThan(7);
    for (const [service, port] of ports)
      expect([service, port, await listens(jaeger.url(service, port))]).toEqual([service, port, true]);
    expect(await (await fetch(`${jaeger.at(8888)}/metrics`)).text()).toContain('otelcol_receiver_accepted_spans');
    expect(await jaeger.alive()).toBe(true);
  });

  test(`what it was sent is ${keeps ? 'there' : 'gone'} when another pod takes its place`, async () => {
    await sendOtlp(jaeger.url('jaeger-collector', 4318), kept);
    expect((await untilOk(asked(kept))).status).toBe(200);
    await jaeger.replace();
    expect((await fetch(asked(kept))).status).toBe(keeps ? 200 : 404);
  });

  test('it complains of nothing', () => {
    const complaints = jaeger
      .said()
      .split('\n')
      .filter((line) => /"level":"(warn|error)"|\t(warn|error)\t/.test(line));
    expect(complaints.filter((line) => !USUAL.test(line))).toEqual([]);
  });
});
