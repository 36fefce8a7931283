import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:http2';
import { setTimeout as sleep } from 'node:timers/promises';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** A span of a trace of its own, as a proxy sends it. */
export interface Span {
  readonly trace: string;
  readonly id: string;
  readonly service: string;
}

export const newSpan = (service: string): Span => ({
  trace: randomBytes(16).toString('hex'),
  id: randomBytes(8).toString('hex'),
  service,
});

const NAME = 'productpage.bookinfo.svc.cluster.local:9080/*';
const MILLION = 1_000_000n;

/** It ends now and has taken a millisecond; in nanoseconds. */
function times() {
  const end = BigInt(Date.now()) * MILLION;
  return { start: end - MILLION, end };
}

const json = (url: string, body: object): Promise<Response> =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

/** Sends it in Zipkin's format. @returns the status of the answer */
export async function sendZipkin(base: string, { trace, id, service }: Span): Promise<number> {
  const [timestamp, duration, localEndpoint] = [Date.now() * 1000, 1200, { serviceName: service }];
  const span = { traceId: trace, id, kind: 'SERVER', name: NAME, timestamp, duration, localEndpoint };
  return (await json(`${base}/api/v2/spans`, [span])).status;
}

/** Sends it as OTLP over HTTP. @returns the status of the answer */
export async function sendOtlp(base: string, { trace, id, service }: Span): Promise<number> {
  const { start, end } = times();
  const span = { traceId: trace, spanId: id, name: NAME, kind: 2 };
  const spans = [{ ...span, startTimeUnixNano: String(start), endTimeUnixNano: String(end) }];
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: service } }] };
  return (await json(`${base}/v1/traces`, { resourceSpans: [{ resource, scopeSpans: [{ spans }] }] })).status;
}

/** Sends it as Envoy does: OTLP over gRPC. @returns `grpc-status`, 0 if it was taken. Source: opentelemetry-proto, trace/v1/trace.proto. */
export async function sendGrpc(base: string, { trace, id, service }: Span): Promise<number> {
  const { start, end } = times();
  const within = (field: number, write: (writer: BinaryWriter) => void) => (writer: BinaryWriter) => {
    writer.tag(field, WireType.LengthDelimited).fork();
    write(writer);
    writer.join();
  };
  const writer = new BinaryWriter();
  within(1, (spans) => {
    const text = (field: number, value: string) =>
      within(field, (one) => one.tag(1, WireType.LengthDelimited).string(value));
    within(
      1,
      within(1, (attribute) => {
        attribute.tag(1, WireType.LengthDelimited).string('service.name');
        text(2, service)(attribute);
      }),
    )(spans);
    within(
      2,
      within(2, (span) => {
        span.tag(1, WireType.LengthDelimited).bytes(Buffer.from(trace, 'hex'));
        span.tag(2, WireType.LengthDelimited).bytes(Buffer.from(id, 'hex'));
        span.tag(5, WireType.LengthDelimited).string(NAME).tag(6, WireType.Varint).int32(2);
        span.tag(7, WireType.Bit64).fixed64(start).tag(8, WireType.Bit64).fixed64(end);
      }),
    )(spans);
  })(writer);
  const message = writer.finish();
  const length = Buffer.alloc(5);
  length.writeUInt32BE(message.length, 1);
  const session = connect(base);
  const path = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';
  const headers = { ':method': 'POST', ':path': path, 'content-type': 'application/grpc', te: 'trailers' };
  const sent = session.request(headers);
  sent.end(Buffer.concat([length, message]));
  sent.resume();
  const [trailers] = await once(sent, 'trailers');
  session.close();
  return Number(trailers['grpc-status']);
}

/** Asks until an answer is good, for half a minute. @returns the last answer */
export async function untilOk(url: string): Promise<Response> {
  let answer = await fetch(url);
  for (let tries = 0; !answer.ok && tries < 120; tries++) {
    await sleep(250);
    answer = await fetch(url);
  }
  return answer;
}
