import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { dump } from 'js-yaml';
import { build } from './build';
import { aimedAt, writeConfig } from './config';
import { startExporter } from './exporter';
import { queries, rules } from './ours';
import { ruleTests } from './rule-tests';
import { type Running, startPrometheus } from './server';

const folder = mkdtempSync(join(tmpdir(), 'addons-'));
let programs = '';
let prometheus: Running;
let exporter: Awaited<ReturnType<typeof startExporter>>;

/** What promtool prints. It runs beside the exporter, which must go on answering. */
const promtool = async (...args: readonly string[]) =>
  (await promisify(execFile)(join(programs, 'promtool'), args, { cwd: folder })).stdout;

beforeAll(async () => {
  programs = build();
  exporter = await startExporter();
  prometheus = await startPrometheus(programs, writeConfig(folder, aimedAt(exporter.port)), folder);
  // Rates need several samples, and rules that build on others several rounds.
  await wait(25_000);
});

afterAll(async () => {
  await prometheus?.stop();
  await exporter?.close();
  rmSync(folder, { recursive: true, force: true });
});

test('promtool accepts the configuration and every rule file that it names', async () => {
  const whole = mkdtempSync(join(tmpdir(), 'addons-config-'));
  expect(await promtool('check', 'config', writeConfig(whole))).toMatch(/is valid prometheus config file syntax/);
  expect(
    await promtool('check', 'rules', join(whole, 'recording_rules.yml'), join(whole, 'alerting_rules.yml')),
  ).not.toMatch(/FAILED/);
  rmSync(whole, { recursive: true });
});

test('promtool refuses a rule that is wrong', async () => {
  writeFileSync(join(folder, 'wrong.yml'), dump({ groups: [{ name: 'a', rules: [{ record: 'b', expr: 'sum(' }] }] }));
  await expect(promtool('check', 'rules', 'wrong.yml')).rejects.toThrow(/could not parse expression/);
});

test('alerts fire on a bad day and are silent on a good one', async () => {
  writeFileSync(join(folder, 'rule-tests.yml'), dump(ruleTests));
  expect(await promtool('test', 'rules', 'rule-tests.yml')).toMatch(/SUCCESS/);
});

test('every target is scraped at the address and path that its annotations name', async () => {
  const up = await prometheus.query('up');
  expect(up.map(({ value }) => value[1])).toEqual(['1', '1', '1', '1']);
  const [istiod] = await prometheus.query('up{app="istiod"}');
  expect(istiod?.metric).toMatchObject({ namespace: 'istio-system', pod: 'istiod-1', job: 'kubernetes-pods' });
});

test.each(queries)('%s', async (_where, expr) => {
  expect((await prometheus.query(expr)).length).toBeGreaterThan(0);
});

test.each(rules.map(({ alert, record, expr }, i) => [`${i} ${alert ?? record ?? ''}`, expr] as const))(
  'rule %s',
  async (_name, expr) => {
    expect((await prometheus.query(expr)).length).toBeGreaterThan(0);
  },
);

test('a wrong query is noticed', async () => {
  await expect(prometheus.query('sum(rate(istio_requests_total))')).rejects.toThrow(/expected type range vector/);
  expect(await prometheus.query('istio_request_total')).toEqual([]);
});
