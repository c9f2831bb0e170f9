import path from 'node:path';
import { type Browser, type Page, chromium } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { serveDocs } from '#app/demo/docs-site.ts';
import { TestSystem } from '../system/harness.ts';
import { MadeSite } from '../system/site.ts';
import { until } from '../system/until.ts';

/** Where to put pictures of the page, for the manual; none are made without it. */
const PICTURES = process.env['SITEPACK_SCREENSHOTS'];
/** Pages of the site that is read while it is looked at: more than are read meanwhile. */
const PAGES = PICTURES === undefined ? 2500 : 9000;

/** Parts whose tables or cards reach beyond them, though the page may hide it. */
const TOO_WIDE = `[...document.querySelectorAll('section')]
  .filter((part) => [...part.querySelectorAll('table, article, li')].some(
    (each) => each.getBoundingClientRect().right > part.getBoundingClientRect().right + 1))
  .map((part) => part.id)`;

let browser: Browser;
let system: TestSystem;
let site: MadeSite;
let address: string;
let crawl_id: string;
/** Of a crawl that is over. */
let docs_crawl_id: string;

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic'],
  });
  site = await MadeSite.start();
  fill(site);
  system = await TestSystem.open({
    env: { SITEPACK_DELAY_MS: '20', SITEPACK_REPLICAS: '2', SITEPACK_SHARDS: '3', SITEPACK_SPACE_MB: '48' },
  });
  await system.start();
  for (const _ of [1, 2]) system.spawn(['searcher']);
  const searchers = z.object({ searchers: z.array(z.unknown()) });
  await until('three searchers', async () => {
    const { body } = await system.http('/v1/cluster');
    return searchers.parse(body).searchers.length === 3;
  });
  await using docs = await serveDocs();
  const report = await system.crawled(docs.url, { index: 'docs' });
  docs_crawl_id = report.crawl_id;
  await system.searchable('docs', report.version);
  address = await system.api();
  crawl_id = await system.crawl(site.url('/'), { index: 'site.gov' });
}, 120_000);
afterEach(async () => {
  await fetch(`${address}/v1/dead-letters`, { method: 'DELETE' });
});
afterAll(async () => {
  await browser.close();
  await system[Symbol.asyncDispose]();
  await site[Symbol.asyncDispose]();
});

/** A page of links to pages, some of which are gone or broken. */
function fill(made: MadeSite): void {
  const links = Array.from({ length: PAGES }, (_, n) => `<a href="/page-${n}">Page ${n}</a>`);
  made.set('/', { body: `<title>Site</title><main><p>A site.</p>${links.join(' ')}</main>` });
  for (let n = 0; n < PAGES; n += 1) {
    if (n % 41 === 7) continue;
    const body = `<title>Page ${n}</title><main><p>${'All about the tide and the moon. '.repeat(40)}</p></main>`;
    made.set(`/page-${n}`, n % 37 === 5 ? { status: 403, body: 'not for you' } : { body });
  }
}

async function bury(reason: string, body: string): Promise<void> {
  const { queue, names } = system.platform;
  const real = names.of('timer');
  const letter = {
    queue: real,
    message_id: 'm1',
    code: 'failed',
    reason,
    failures: 5,
    receive_count: 6,
    sent_at_ms: Date.now() - 90_000,
    died_at_ms: Date.now() - 60_000,
    body,
  };
  await queue.send(names.dead(real), [{ body: JSON.stringify(letter) }]);
}

/** A page that remembers what its console complained about. */
async function open(
  options: Parameters<Browser['newPage']>[0] = {},
  path = '/admin',
): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.newPage(options);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${address}${path}`);
  return { page, complaints };
}

async function live(page: Page): Promise<void> {
  await page.locator('#live', { hasText: 'Live' }).waitFor();
}

async function fetched(page: Page): Promise<number> {
  const text = await page.locator('.crawl .fetched b').first().textContent();
  return Number((text ?? '').replaceAll(',', ''));
}

describe('the admin page in a browser', () => {
  it('follows a crawl without being loaded again', async () => {
    const { page, complaints } = await open();
    await live(page);
    await page.locator('.crawl .fetched b').first().waitFor();
    await page.evaluate('window.loadedOnce = true');
    const before = await fetched(page);
    await expect.poll(() => fetched(page)).toBeGreaterThan(before + 20);
    expect(await page.evaluate('window.loadedOnce')).toBe(true);
    expect(await page.locator('.crawl .spark polyline').count()).toBe(1);
    expect(await page.locator('.tile').count()).toBeGreaterThanOrEqual(6);
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('leads to the page of a crawl, which follows it', async () => {
    const { page, complaints } = await open();
    await page.locator('.crawl h3 a').first().click();
    await live(page);
    const before = await fetched(page);
    await expect.poll(() => fetched(page), { timeout: 10_000 }).toBeGreaterThan(before + 20);
    await page.getByLabel('Explain a URL').fill(site.url('/page-0'));
    await page.keyboard.press('Enter');
    await page.locator('#explained', { hasText: 'from a start page' }).waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('has pages of crawls that fit every screen, and need no JavaScript', async () => {
    const report = `/admin/crawls/${encodeURIComponent(docs_crawl_id)}`;
    for (const path of [report, `/admin/crawls/${encodeURIComponent(crawl_id)}`])
      for (const width of [320, 420, 800, 1280]) {
        const options = { viewport: { width, height: 900 }, javaScriptEnabled: path !== report };
        const { page, complaints } = await open(options, path);
        expect(await page.locator('#pages tbody tr').count()).toBeGreaterThan(5);
        const fits = await page.evaluate('document.documentElement.scrollWidth <= innerWidth');
        expect(fits, `${path} at ${width} px`).toBe(true);
        expect(await page.evaluate(TOO_WIDE), `${path} at ${width} px`).toEqual([]);
        expect(complaints).toEqual([]);
        await page.close();
      }
  });

  it('can be read without JavaScript, and offers no button then', async () => {
    const { page } = await open({ javaScriptEnabled: false });
    expect(await page.locator('.crawl h3').first().textContent()).toBe('site.gov');
    expect(await page.locator('#queues tbody tr').count()).toBeGreaterThanOrEqual(5);
    expect(await page.locator('button:visible').count()).toBe(0);
    await page.close();
  });

  it('scrolls sideways on no screen, and asks nobody else', async () => {
    await bury('a reason without a place to break: '.concat('x'.repeat(300)), 'y'.repeat(500));
    for (const width of [320, 420, 800, 1060, 1280, 1360, 1920]) {
      const { page, complaints } = await open({ viewport: { width, height: 900 } });
      const asked: string[] = [];
      page.on('request', (request) => asked.push(new URL(request.url()).origin));
      await live(page);
      const fits = await page.evaluate('document.documentElement.scrollWidth <= innerWidth');
      expect(fits, `at ${width} px`).toBe(true);
      expect(await page.evaluate(TOO_WIDE), `at ${width} px`).toEqual([]);
      expect(new Set([address, ...asked])).toEqual(new Set([address]));
      expect(complaints).toEqual([]);
      await page.close();
    }
  });

  it('keeps what is opened and focused while it is brought up to date', async () => {
    await bury('the site was in the way', '{"type":"cancel_timer","site":"a.gov","index":"a.gov"}');
    const { page } = await open();
    await live(page);
    await page.locator('.letter summary').click();
    const before = await fetched(page);
    await expect.poll(() => fetched(page)).toBeGreaterThan(before + 20);
    expect(await page.locator('.letter details[open]').count()).toBe(1);
    expect(await page.evaluate('document.activeElement.tagName')).toBe('SUMMARY');
    await page.close();
  });

  it('sends a dead letter again, by keyboard alone', async () => {
    await bury('the site was in the way', '{"type":"cancel_timer","site":"a.gov","index":"a.gov"}');
    const { page, complaints } = await open();
    await live(page);
    await page.getByRole('button', { name: /^Resend: cancel_timer/ }).focus();
    await page.keyboard.press('Enter');
    await page.locator('#said', { hasText: 'sent to its queue again' }).waitFor();
    await page.locator('#dead', { hasText: 'No message was given up' }).waitFor();
    expect(complaints).toEqual([]);
    await page.close();
  });

  it('says of all dead letters how many were sent again, and how many were kept and why', async () => {
    await bury('the site was in the way', '{"type":"cancel_timer","site":"a.gov","index":"a.gov"}');
    await bury('it is no message', 'no JSON');
    const { queue, names } = system.platform;
    const gone = names.dead(names.searcher('gone'));
    await queue.create(gone);
    await queue.send(gone, [{ body: '{"type":"cancel_timer","site":"a.gov","index":"a.gov"}' }]);
    const { page } = await open();
    await live(page);
    await page.getByRole('button', { name: /^Resend all/ }).click();
    await page.getByRole('button', { name: 'Yes' }).click();
    const said = page.locator('#said', { hasText: '1 sent again' });
    await said.waitFor();
    expect(await said.textContent()).toBe('1 sent again, 1 kept: no message, 1 kept: the queue is gone.');
    await page.getByRole('button', { name: /^Drop all/ }).click();
    await page.getByRole('button', { name: 'Yes' }).click();
    await page.locator('#said', { hasText: '2 dropped.' }).waitFor();
    await queue.remove(gone);
    await page.close();
  });

  it('tells an answer that is none of ours from one that did not come', async () => {
    await bury('the site was in the way', '{"type":"cancel_timer","site":"a.gov","index":"a.gov"}');
    const { page } = await open();
    await live(page);
    const path = '**/v1/dead-letters/*/resend';
    const resend = page.getByRole('button', { name: /^Resend: cancel_timer/ });
    await page.route(path, (route) => route.fulfill({ status: 502, body: '<h1>Bad gateway</h1>' }));
    await resend.click();
    const said = page.locator('#said');
    await expect.poll(() => said.textContent()).toContain('status 502, an error, and cannot be read');
    await page.unroute(path);
    await page.route(path, (route) => route.abort());
    await resend.click();
    await expect.poll(() => said.textContent()).toContain('no answer came');
    await page.close();
  });

  it('does what was asked, whatever the button stands for by the time of the answer', async () => {
    await bury('the site was in the way', '{"type":"cancel_timer","site":"a.gov","index":"a.gov"}');
    const { page } = await open();
    await live(page);
    const sent: string[] = [];
    await page.route('**/v1/dead-letters/*', (route) => {
      sent.push(new URL(route.request().url()).pathname);
      return route.fulfill({ status: 204 });
    });
    const drop = page.getByRole('button', { name: /^Drop: cancel_timer/ });
    const asked = await drop.getAttribute('data-path');
    await drop.click();
    await drop.evaluate((button) => button.setAttribute('data-path', '/v1/dead-letters/another'));
    await page.getByRole('button', { name: 'Yes' }).click();
    await expect.poll(() => sent).toEqual([asked]);
    await page.close();
  });

  it('shows hostile text as text', async () => {
    await bury('<img src=x onerror="window.hit=1">', '<script>window.hit=1</script>');
    const { page } = await open();
    await live(page);
    await page.locator('.reason', { hasText: '<img src=x' }).waitFor();
    expect(await page.locator('.letter pre').textContent()).toBe('<script>window.hit=1</script>');
    expect(await page.evaluate('window.hit')).toBeUndefined();
    await page.getByRole('button', { name: /^Resend: letter/ }).click();
    await page.locator('#said', { hasText: 'drop it' }).waitFor();
    await page.getByRole('button', { name: /^Drop: letter/ }).click();
    await page.getByRole('button', { name: 'Yes' }).click();
    await page.locator('#dead', { hasText: 'No message was given up' }).waitFor();
    await page.close();
  });

  it.runIf(PICTURES !== undefined)(
    'has its picture taken',
    async () => {
      const { queue, names } = system.platform;
      await queue.send(names.of('timer'), [{ body: '{"type":"expire_timer","site":"https://site.gov/"}' }]);
      const lost = system.spawn(['packer', 'timer']);
      await Promise.all([lost.ready(), system.spawn(['indexer', 'crawler']).ready()]);
      await lost.kill();
      const pictures = [
        { name: 'admin-desktop', width: 1360, height: 1000, colorScheme: 'light' },
        { name: 'admin-dark', width: 1360, height: 1000, colorScheme: 'dark' },
        { name: 'admin-phone', width: 400, height: 860, colorScheme: 'light' },
      ] as const;
      for (const { name, width, height, colorScheme } of pictures) {
        const { page } = await open({ viewport: { width, height }, colorScheme });
        await live(page);
        const points = `document.querySelector('.spark polyline').points.numberOfItems`;
        await expect.poll(() => page.evaluate(points), { timeout: 60_000 }).toBeGreaterThan(30);
        // Seen when it was killed, and not since.
        const fullPage = name !== 'admin-phone';
        if (fullPage) await page.locator('#processes .warn').waitFor({ timeout: 60_000 });
        await page.screenshot({ path: path.join(PICTURES ?? '', `${name}.png`), fullPage });
        await page.close();
      }
    },
    180_000,
  );

  it('cancels a crawl when it is asked and answered', async () => {
    const { page } = await open();
    await live(page);
    await page.getByRole('button', { name: 'Cancel: the crawl of site.gov' }).click();
    await page.getByRole('button', { name: 'No' }).click();
    expect(await page.locator('.crawl .state', { hasText: 'running' }).count()).toBe(1);
    await page.getByRole('button', { name: 'Cancel: the crawl of site.gov' }).click();
    await page.getByRole('button', { name: 'Yes' }).click();
    await page.locator('#crawls', { hasText: 'cancelled' }).waitFor();
    const { body } = await system.http(`/v1/crawls/${crawl_id}`);
    expect(body).toMatchObject({ state: 'cancelled' });
    await page.close();
  });
});
