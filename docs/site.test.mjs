import assert from 'node:assert/strict';
import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';

// The built site as readers have it, in a real browser; CHROMIUM names another one.
const site = join(import.meta.dirname, '.vitepress', 'dist');
const BROWSERS = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = BROWSERS.find((path) => path && existsSync(path));
const PHONE = { width: 390, height: 844 };
const TYPES = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2' };

const pages = readdirSync(site, { recursive: true })
  .filter((file) => file.endsWith('.html') && file !== '404.html' && !file.startsWith('api/'))
  .concat('api/index.html', 'api/index/interfaces/IstioProps.html')
  .sort();

let browser;
let server;
let origin;
before(async () => {
  server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://site');
    const file = join(site, pathname.endsWith('/') ? `${pathname}index.html` : pathname);
    if (!existsSync(file) || statSync(file).isDirectory()) return response.writeHead(404).end();
    response.writeHead(200, { 'content-type': TYPES[extname(file)] ?? 'application/octet-stream' });
    return createReadStream(file).pipe(response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${server.address().port}`;
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
});
after(async () => {
  await browser?.close();
  server?.close();
});

/** A page of the browser that remembers what went wrong in it. */
async function opened(options = {}) {
  const tab = await browser.newPage(options);
  const wrong = [];
  tab.on('console', (message) => ['error', 'warning'].includes(message.type()) && wrong.push(message.text()));
  tab.on('pageerror', (error) => wrong.push(String(error)));
  tab.on('response', (response) => response.status() >= 400 && wrong.push(`${response.status()} ${response.url()}`));
  return { tab, wrong };
}

/** What a person would stumble over: text that leaves the screen, is too small, or hardly differs from its ground. */
const troubles = () => {
  const rgb = (color) => (color.match(/[\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) =>
    [r, g, b]
      .map((value) => value / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4))
      .reduce((sum, value, i) => sum + value * [0.2126, 0.7152, 0.0722][i], 0);
  const ground = (element) => {
    for (let one = element; one; one = one.parentElement) {
      const color = rgb(getComputedStyle(one).backgroundColor);
      if (color.length === 3) return color;
    }
    return rgb(getComputedStyle(document.body).backgroundColor).length === 3 ? rgb(getComputedStyle(document.body).backgroundColor) : [255, 255, 255];
  };
  const found = [];
  if (document.documentElement.scrollWidth > innerWidth) found.push(`it is ${document.documentElement.scrollWidth} px wide`);
  for (const element of document.querySelectorAll('main p, main li, main td, main th, main h1, main h2, main h3, main pre code')) {
    const { color, fontSize } = getComputedStyle(element);
    const [a, b] = [light(rgb(color)), light(ground(element))].sort((x, y) => y - x);
    const contrast = (a + 0.05) / (b + 0.05);
    const text = element.textContent?.trim().slice(0, 40);
    if (Number.parseFloat(fontSize) < 12) found.push(`${fontSize}: ${text}`);
    if (contrast < 4.5) found.push(`contrast ${contrast.toFixed(1)}: ${text}`);
  }
  return found.slice(0, 5);
};

for (const colorScheme of ['light', 'dark'])
  test(`every page is readable on a phone, ${colorScheme}, and none has an error`, async () => {
    const { tab, wrong } = await opened({ viewport: PHONE, colorScheme });
    const found = {};
    for (const page of pages) {
      await tab.goto(`${origin}/${page}`);
      await tab.waitForFunction(() => document.querySelector('#app')?.__vue_app__ !== undefined);
      assert.equal(await tab.evaluate(() => document.documentElement.classList.contains('dark')), colorScheme === 'dark');
      const all = [...(await tab.evaluate(troubles)), ...wrong.splice(0)];
      if (all.length > 0) found[page] = all;
    }
    assert.deepEqual(found, {});
    await tab.close();
  });

test('search finds what MESH420 is', async () => {
  const { tab, wrong } = await opened({ viewport: { width: 1280, height: 900 } });
  await tab.goto(`${origin}/index.html`, { waitUntil: 'networkidle' });
  await tab.locator('.VPNavBarSearch button').first().click();
  await tab.locator('.VPLocalSearchBox input').fill('MESH420');
  await tab.locator('.VPLocalSearchBox .result').first().click();
  await tab.waitForURL((url) => url.pathname !== '/index.html');
  await tab.locator('main', { hasText: 'MESH420' }).waitFor();
  assert.deepEqual(wrong, []);
  await tab.close();
});

test('the sidebar leads to every guide and to the reference, on a phone by its button', async () => {
  for (const viewport of [{ width: 1280, height: 900 }, PHONE]) {
    const { tab } = await opened({ viewport });
    await tab.goto(`${origin}/start.html`, { waitUntil: 'networkidle' });
    if (viewport === PHONE) await tab.locator('.VPLocalNav .menu').click();
    await tab.locator('.VPSidebar').waitFor({ state: 'visible' });
    const links = await tab.locator('.VPSidebar a').evaluateAll((all) => all.map((one) => new URL(one.href).pathname));
    const guides = pages.filter((page) => page.startsWith('guides/')).map((page) => `/${page}`);
    assert.deepEqual(guides.filter((guide) => !links.includes(guide)), []);
    await tab.locator('.VPSidebar a', { hasText: 'Commands' }).click();
    await tab.locator('main h1', { hasText: 'Commands' }).waitFor();
    await tab.close();
  }
});
