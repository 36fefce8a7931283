import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { dump, load } from 'js-yaml';
import { Deployed, written } from './deployed';
import { IMAGES, lacking } from './images';

const why = lacking('prometheus');
if (why !== undefined) console.log(`skipped: Prometheus in its pod, ${why}`);
const reloader = IMAGES['prometheus-config-reloader'];
if (typeof reloader === 'string')
  console.log(`skipped: the container that has Prometheus read its file again, ${reloader}`);

interface Config {
  readonly scrape_configs: readonly { readonly job_name: string }[];
}
const storage = { size: '1Gi' };
/** Prometheus itself, so that something is there to be scraped without an API server. */
const SELF = {
  job_name: 'self',
  scrape_interval: '1s',
  scrape_timeout: '1s',
  static_configs: [{ targets: ['127.0.0.1:9090'] }],
};

(why === undefined ? describe : describe.skip).each([
  ['as it is by default', {}, false, true],
  ['with storage', { storage }, true, true],
  ['restricted, with storage', { storage, restricted: true }, true, false],
])('Prometheus %s', (_how, settings, keeps, writes) => {
  const objects = written({ prometheus: settings });
  let prometheus: Deployed;

  beforeAll(async () => {
    prometheus = await Deployed.start(objects, 'prometheus');
  });
  afterAll(() => prometheus?.stop());

  const ask = async (path: string) => {
    const { data } = (await (await fetch(`${prometheus.url('prometheus', 9090)}/api/v1/${path}`)).json()) as {
      data: { result: { value: [number, string] }[] };
    };
    return data;
  };
  const answer = async (query: string) =>
    (await ask(`query?query=${encodeURIComponent(query)}`)).result.map(({ value }) => value[1]);
  /** What a query answers, as soon as it is this; else what it answers after a minute and a half. */
  const until = async (query: string, wanted: readonly string[]) => {
    let got = await answer(query);
    for (let i = 0; JSON.stringify(got) !== JSON.stringify(wanted) && i < 180; i++) {
      await sleep(500);
      got = await answer(query);
    }
    return got;
  };
  /** Writes the file as a node does once its ConfigMap has changed. */
  const change = async (text: string) => {
    prometheus.write('config-volume', 'prometheus.yml', text);
    if (typeof reloader === 'string') await fetch(`${prometheus.url('prometheus', 9090)}/-/reload`, { method: 'POST' });
  };
  const config =
    objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === 'prometheus')?.data?.[
      'prometheus.yml'
    ] ?? '';

  test('it runs with the configuration that is written, all of it', async () => {
    const { yaml } = (await ask('status/config')) as unknown as { readonly yaml: string };
    const jobs = (text: string) => (load(text) as Config).scrape_configs.map(({ job_name }) => job_name);
    expect(jobs(yaml)).toEqual(jobs(config));
    const { groups } = (await ask('rules')) as unknown as { readonly groups: readonly object[] };
    expect(groups.length).toBeGreaterThan(0);
  });

  test('a changed file is read, and what it adds is scraped', async () => {
    const { scrape_configs, ...others } = load(config) as Config;
    await change(dump({ ...others, scrape_configs: [...scrape_configs, SELF] }));
    expect(await until('up{job="self"}', ['1'])).toEqual(['1']);
  });

  test('a wrong file is refused, and the one before goes on', async () => {
    await change('scrape_configs: 7\n');
    expect(await until('prometheus_config_last_reload_successful{job="self"}', ['0'])).toEqual(['0']);
    expect(await answer('up{job="self"}')).toEqual(['1']);
  });

  test(`its samples are ${keeps ? 'there' : 'gone'} when another pod takes its place`, async () => {
    await prometheus.replace();
    expect(await answer('count(count_over_time(up{job="self"}[1h]))')).toEqual(keeps ? ['1'] : []);
  });

  test(`it lives, and may write to its data, and to what else it has only unless it is restricted`, async () => {
    expect(await prometheus.alive()).toBe(true);
    const written = async (path: string) => (await prometheus.run('touch', path)) === 0;
    expect([await written('/data/file'), await written('/var/tmp/file')]).toEqual([true, writes]);
  });
});
