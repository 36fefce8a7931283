import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { OpentelemetryCollectorProps } from '../../lib/addons/tracing/opentelemetry-collector/opentelemetry-collector';
import { Deployed, written } from './deployed';
import { lacking } from './images';
import { newSpan, type Span, sendGrpc, sendOtlp, untilOk } from './spans';

const NAME = 'opentelemetry-collector';

/** A store of spans, and how its pages ask it for a trace. */
interface Store {
  readonly name: 'zipkin' | 'jaeger';
  readonly image: 'zipkin-slim' | 'jaeger';
  readonly path: (span: Span) => string;
}
const ZIPKIN: Store = { name: 'zipkin', image: 'zipkin-slim', path: ({ trace }) => `/api/v2/trace/${trace}` };
const JAEGER: Store = { name: 'jaeger', image: 'jaeger', path: ({ trace }) => `/jaeger/api/traces/${trace}` };

const cases: readonly (readonly [string, string, Store, OpentelemetryCollectorProps])[] = [
  ['Zipkin', 'as it is by default', ZIPKIN, {}],
  ['Jaeger', 'restricted', JAEGER, { restricted: true, accessLogs: true }],
];

for (const [title, how, store, settings] of cases) {
  const why = lacking(store.image);
  if (why !== undefined) console.log(`skipped: the collector before ${title}, ${why}`);

  (why === undefined ? describe : describe.skip)(`The OpenTelemetry collector before ${title}, ${how}`, () => {
    const objects = written({ [store.name]: {}, opentelemetryCollector: settings });
    let stored: Deployed;
    let collector: Deployed;

    beforeAll(async () => {
      stored = await Deployed.start(objects, store.name);
      collector = await Deployed.start(objects, NAME, [stored]);
    });
    afterAll(async () => {
      await collector?.stop();
      await stored?.stop();
    });

    test.each([
      ['OTLP over gRPC, as proxies send it', 4317, sendGrpc],
      ['OTLP over HTTP', 4318, sendOtlp],
    ] as const)('a span by %s is handed on and found', async (_what, port, send) => {
      const span = newSpan('productpage.bookinfo');
      expect([0, 200]).toContain(await send(collector.url(NAME, port), span));
      const answer = await untilOk(`${stored.url('tracing', 80)}${store.path(span)}`);
      expect(await answer.text()).toContain(span.trace);
    });

    test('what it has taken and handed on is counted where Prometheus scrapes it', async () => {
      const metrics = await (await fetch(`${collector.at(8888)}/metrics`)).text();
      expect(metrics).toMatch(/^otelcol_receiver_accepted_spans\S* 1$/m);
      expect(metrics).not.toMatch(/^otelcol_exporter_send_failed_spans\S* [1-9]/m);
    });

    test('it lives, and complains of nothing', async () => {
      expect(await collector.alive()).toBe(true);
      expect(
        collector
          .said()
          .split('\n')
          .filter((line) => /\t(warn|error)\t/.test(line)),
      ).toEqual([]);
    });

    test(`it may write to /tmp${settings.restricted ? ' alone' : ''}`, async () => {
      const written = async (path: string) => (await collector.run('touch', path)) === 0;
      expect([await written('/tmp/file'), await written('/var/tmp/file')]).toEqual([true, !settings.restricted]);
    });
  });
}
