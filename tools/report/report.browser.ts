import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Browser, chromium, type Page } from 'playwright-core';
import { MeshApp } from '../../lib/checks/judge/mesh-app';
import { render } from '../../lib/delivery/render';
import { reports } from '../../lib/delivery/summary/report';
import { demo } from '../../lib/environments/demo';
import { minimal } from '../../lib/environments/minimal';
import { secure } from '../../lib/environments/secure';
import type { Environment } from '../../lib/installation/environment';
import { MeshEnvironment } from '../../lib/installation/installation';
import { override } from '../../lib/kit/override';
import { bundled } from '../../lib/report/assets';
import { htmlOf } from '../../lib/report/html';
import { allowed } from '../../lib/simulator/policies/allowed';
import { route } from '../../lib/simulator/routes/route';
import { fleet } from '../../lib/topology/fleet';
import { many } from './many';

const canary = override(secure, {
  name: 'canary',
  bookinfo: { tasks: ['destination-rules', 'reviews-90-10', 'ratings-test-delay'] },
});
const acme = fleet('acme', secure, {
  meshId: 'acme',
  trustDomain: 'acme.example',
  networks: [{ name: 'east' }, { name: 'west' }],
  clusters: { east: { network: 'east' }, west: { network: 'west' } },
});
const large = override(minimal, { name: 'large', apps: [many(500)] });

const root = join(__dirname, '..', '..');
/** Screenshots, for whoever wants to look at them. */
const SHOTS = process.env['SHOTS'];
const folder = mkdtempSync(join(tmpdir(), 'report-'));
const assets = bundled(root);
let browser: Browser;

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: process.env['CHROMIUM'] ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

/** Writes the page of environments, and says how large it is. */
function written(name: string, environments: readonly Environment[]): number {
  const [report] = reports(environments, name);
  if (report === undefined) throw new Error(`no report of ${name}`);
  const html = htmlOf(report, assets);
  writeFileSync(join(folder, `${name}.html`), html);
  return html.length;
}

interface Look {
  readonly width?: number;
  readonly height?: number;
  readonly colorScheme?: 'light' | 'dark';
}

/** Opens a page from the disk; whatever it complains of, or wants from a network, is an error of the test. */
async function opened(
  name: string,
  { width = 1440, height = 900, colorScheme = 'light' }: Look = {},
): Promise<{ readonly page: Page; readonly wrong: string[] }> {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme });
  const wrong: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') wrong.push(message.text());
  });
  page.on('pageerror', (error) => wrong.push(error.message));
  page.on('request', (request) => {
    if (!request.url().startsWith('file:')) wrong.push(`asks ${request.url()}`);
  });
  await page.goto(`file://${join(folder, `${name}.html`)}`);
  await page.waitForSelector('.stage .box');
  return { page, wrong };
}

const PARTS = ['graph', 'matrix', 'request', 'installation'] as const;

describe.each([
  ['demo', [demo], 1_500_000],
  ['canary', [canary], 1_500_000],
  ['acme', acme, 1_500_000],
  ['large', [large], 5_000_000],
] as const)('%s', (name, environments, most) => {
  let size = 0;
  beforeAll(() => {
    size = written(name, environments);
  });

  test('is one file that is not too large', () => expect(size).toBeLessThan(most));

  test.each([
    [1440, 900, 'light'],
    [1440, 900, 'dark'],
    [390, 844, 'light'],
    [390, 844, 'dark'],
  ] as const)('reads well at %i x %i, %s', async (width, height, colorScheme) => {
    const { page, wrong } = await opened(name, { width, height, colorScheme });
    for (const part of PARTS) {
      await page.click(`#tab-${part}`);
      // Nothing sticks out: what is wider scrolls by itself.
      expect([part, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([part, width]);
      if (SHOTS !== undefined) {
        mkdirSync(SHOTS, { recursive: true });
        await page.screenshot({ path: join(SHOTS, `${name}-${width}-${colorScheme}-${part}.png`) });
      }
    }
    expect(await contrast(page)).toBeGreaterThan(4.5);
    expect(wrong).toEqual([]);
    await page.close();
  });

  test('a search finds a service, and opens it', async () => {
    const { page, wrong } = await opened(name);
    const word = name === 'large' ? 'service-7-31' : 'ratings';
    await page.fill('input[type=search]', word);
    await page.waitForSelector('.stage .box.found');
    expect(await page.locator('.stage .box.found .name').first().textContent()).toBe(word);
    await page.press('input[type=search]', 'Enter');
    expect(await page.locator('.panel h2').textContent()).toBe(word);
    expect(await page.locator('.panel .objects').textContent()).toContain(
      `${name === 'acme' ? 'acme/east' : name}/60-workloads.k8s.yaml:`,
    );
    await page.keyboard.press('Escape');
    expect(await page.locator('.panel').isHidden()).toBe(true);
    expect(wrong).toEqual([]);
    await page.close();
  });
});

/** The least contrast of words on what lies below them, in the part that is shown. */
const contrast = (page: Page): Promise<number> =>
  page.evaluate(`(() => {
    const light = (text) => {
      const [r, g, b] = text.match(/[\\d.]+/g).map(Number).map((c) => (c / 255 <= 0.03928 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ground = (one) => {
      for (let at = one; at; at = at.parentElement) {
        const colour = getComputedStyle(at).backgroundColor;
        if (!/rgba\\(.*, 0\\)/.test(colour)) return colour;
      }
      return getComputedStyle(document.body).backgroundColor;
    };
    const words = [...document.querySelectorAll('main p, main th, main td, main label, main b, header p, header button')].filter((one) => one.textContent.trim() !== '' && one.offsetParent !== null);
    const found = words.map((one) => {
      const [a, b] = [light(getComputedStyle(one).color), light(ground(one))].sort((x, y) => y - x);
      return (a + 0.05) / (b + 0.05);
    });
    return Math.min(...found);
  })()`);

test('a click on a cell shows the policy that decides it, with its line in dist and its place in the sources', async () => {
  written('canary', [canary]);
  const { page, wrong } = await opened('canary');
  await page.click('#tab-matrix');
  await page.click('[aria-label="bookinfo/reviews-v2 may, by mutual TLS: bookinfo/ratings:9080"]');
  const panel = page.locator('.panel');
  expect(await panel.locator('.sentence').textContent()).toBe('AuthorizationPolicy bookinfo/ratings-callers rules[0]');
  const said = (await panel.locator('.objects').textContent()) ?? '';
  const [, line = '0'] = /canary\/70-mesh\.k8s\.yaml:(\d+)made in .*lib\/environments\/secure\.ts:\d+/.exec(said) ?? [];
  const text = render([canary])
    .get('canary/70-mesh.k8s.yaml')
    ?.split('\n')
    .slice(Number(line) - 1, Number(line) + 6)
    .join('\n');
  expect(text).toContain('kind: AuthorizationPolicy');
  expect(text).toContain('name: ratings-callers');
  await page.click('[aria-label="bookinfo/productpage-v1 may not: bookinfo/ratings:9080"]');
  expect(await panel.textContent()).toContain('no connection by ratings-v1');
  await panel.getByText('Try a request').click();
  expect(await page.locator('.answer .verdict').textContent()).toBe('refused: no connection');
  expect(wrong).toEqual([]);
  await page.close();
});

test('the keyboard goes from box to box and opens one; a reader hears what it is', async () => {
  written('canary', [canary]);
  const { page, wrong } = await opened('canary');
  await page.focus('.stage');
  for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight', 'Enter']) await page.keyboard.press(key);
  expect(await page.locator('.panel h2').textContent()).toBe('productpage');
  expect(await page.locator('.stage [data-node="canary|service|bookinfo/reviews"]').getAttribute('aria-label')).toBe(
    'service reviews in bookinfo, with a sidecar, versions v1 90%, v2 10%, v3 0%, http 9080',
  );
  await page.keyboard.press('Escape');
  await page.focus('#tab-graph');
  await page.keyboard.press('ArrowRight');
  expect(await page.locator('#tab-matrix').getAttribute('aria-selected')).toBe('true');
  expect(wrong).toEqual([]);
  await page.close();
});

test('fifty typed requests get the answers that route() and allowed() give', async () => {
  written('canary', [canary]);
  const environment = new MeshEnvironment(new MeshApp(), canary);
  const { bookinfo } = environment;
  if (bookinfo?.listeners === undefined) throw new Error('no Bookinfo');
  const { productpage, reviews, ratings, details, listeners } = bookinfo;
  const services = { productpage, reviews, ratings, details };
  const senders = {
    'workload bookinfo/productpage-v1': productpage,
    'workload bookinfo/reviews-v2': reviews.version('v2'),
    'workload bookinfo/details-v1': details,
    'gateway bookinfo/bookinfo-gateway': undefined,
  } as const;
  const asked = Object.entries(senders).flatMap(([from, sender]) =>
    Object.entries(services).flatMap(([name, service]) =>
      [
        { path: '/productpage', headers: {} },
        { path: '/static/a%2fb', headers: { 'end-user': 'jason' } },
        { path: '/none?a=b', headers: { 'End-User': 'jason' } },
        { path: '/reviews/0', headers: {} },
      ].map((one) => ({ from, sender, name, service, ...one })),
    ),
  );
  expect(asked.length).toBeGreaterThanOrEqual(50);
  const { page, wrong } = await opened('canary');
  await page.click('#tab-request');
  const said = new Set<string>();
  for (const { from, sender, name, service, path, headers } of asked) {
    await page.selectOption('#request-from', from);
    await page.fill('#request-host', name);
    await page.fill('#request-path', path);
    await page.fill(
      '#request-headers',
      Object.entries(headers)
        .map(([key, value]) => `${key}: ${value}`)
        .join('\n'),
    );
    await page.click('button.main');
    const answer = JSON.parse((await page.locator('.answer').getAttribute('data-answer')) ?? '{}');
    const way = sender === undefined ? { gateway: listeners } : { from: sender };
    const outcome = route(environment, { host: name, path, headers, ...way });
    expect(answer.outcome).toEqual(JSON.parse(JSON.stringify(outcome)));
    const verdicts = outcome.targets.map(({ host, subset, port }) => {
      const target = Object.values(services).find((one) => host === `${one.name}.bookinfo.svc`) ?? service;
      const to = subset === undefined ? target : target.version(subset);
      return allowed(environment, {
        ...way,
        to,
        path: outcome.path,
        headers: { ...headers, host: outcome.host },
        ...(port !== undefined && { port }),
      });
    });
    expect(answer.verdicts.map((one: { verdict: unknown }) => one.verdict)).toEqual(
      JSON.parse(JSON.stringify(verdicts)),
    );
    said.add((await page.locator('.answer .verdict').textContent()) ?? '');
  }
  // They do not all say the same.
  expect(said.size).toBeGreaterThan(4);
  expect(wrong).toEqual([]);
  await page.close();
}, 240_000);
