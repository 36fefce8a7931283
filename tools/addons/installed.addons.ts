import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { minimal } from '../../lib/environments/minimal';
import { override } from '../../lib/kit/override';
import { lacking } from './images';
import { Installed } from './installed';
import { newSpan, sendOtlp, untilOk } from './spans';

const why = lacking('zipkin-slim');
if (why !== undefined) console.log(`skipped: addons on an API server, ${why}`);

const hardened = { restricted: true, networkPolicy: true } as const;
const environment = override(minimal, {
  addons: { prometheus: { ...hardened, storage: { size: '1Gi' } }, zipkin: hardened, opentelemetryCollector: hardened },
});
const COLLECTOR = 'opentelemetry-collector';

(why === undefined ? describe : describe.skip)('Addons on a real API server', () => {
  let installed: Installed;

  beforeAll(async () => {
    installed = await Installed.open(environment, /[/](10|50)-/);
    for (const name of ['zipkin', COLLECTOR, 'prometheus']) await installed.ready(name);
  });
  afterAll(() => installed?.close());

  const up = async (app: string) => {
    const query = encodeURIComponent(`up{app="${app}"}`);
    const answer = await fetch(`${installed.url('prometheus', 9090)}/api/v1/query?query=${query}`);
    const { data } = (await answer.json()) as {
      readonly data: { readonly result: readonly { readonly value: readonly [number, string] }[] };
    };
    return data.result.map(({ value }) => value[1]);
  };

  test('Prometheus finds a pod by its own account, and scrapes it', async () => {
    for (let tries = 0; (await up(COLLECTOR))[0] !== '1' && tries < 120; tries++) await sleep(500);
    expect(await up(COLLECTOR)).toEqual(['1']);
    expect(installed.said('prometheus')).not.toMatch(/forbidden/);
  });

  test('a pod that does not ask for it is not scraped', async () => {
    expect(await up('zipkin')).toEqual([]);
  });

  test('a span goes through the Service of the collector to the store that its configuration names', async () => {
    const span = newSpan('productpage.bookinfo');
    expect(await sendOtlp(installed.url(COLLECTOR, 4318), span)).toBe(200);
    expect((await untilOk(`${installed.url('tracing', 80)}/api/v2/trace/${span.trace}`)).status).toBe(200);
  });

  test('an account without its role is told so', async () => {
    installed.kubectl('delete', 'clusterrolebinding', 'prometheus');
    // What is watched already goes on.
    installed.kubectl('-n', 'istio-system', 'delete', 'pod', '-l', 'app.kubernetes.io/name=prometheus', '--wait=false');
    for (let tries = 0; !/forbidden/.test(installed.said('prometheus')) && tries < 240; tries++) await sleep(500);
    expect(installed.said('prometheus')).toMatch(/forbidden/);
  });
});
