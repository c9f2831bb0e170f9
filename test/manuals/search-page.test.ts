import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveDocs } from '#app/demo/docs-site.ts';
import { TestSystem } from '../system/harness.ts';

let browser: Browser;
let system: TestSystem;
let address: string;

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic'],
  });
  system = await TestSystem.open();
  await system.start();
  await using docs = await serveDocs();
  const report = await system.crawled(docs.url, { index: 'docs' });
  await system.searchable('docs', report.version);
  address = await system.api();
});
afterAll(async () => {
  await browser.close();
  await system[Symbol.asyncDispose]();
});

describe('the search page in a browser', () => {
  it.each([
    ['with JavaScript', true],
    ['without JavaScript', false],
  ])('finds pages %s, by keyboard alone', async (_, javaScriptEnabled) => {
    const page = await browser.newPage({ javaScriptEnabled });
    await page.goto(`${address}/?index=docs`);
    await page.getByRole('searchbox').fill('lease fence');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 2 }).first().waitFor();
    expect(await page.locator('mark').count()).toBeGreaterThan(2);
    expect(page.url()).toContain('q=lease+fence');
    await page.close();
  });

  it('scrolls sideways on no screen, and loads nothing from elsewhere', async () => {
    for (const width of [320, 420, 1280]) {
      const page = await browser.newPage({ viewport: { width, height: 800 } });
      const asked: string[] = [];
      page.on('request', (request) => asked.push(new URL(request.url()).origin));
      await page.goto(`${address}/?index=docs&q=queue`);
      const fits = await page.evaluate('document.documentElement.scrollWidth <= innerWidth');
      expect(fits, `at ${width} px`).toBe(true);
      expect(new Set(asked)).toEqual(new Set([address]));
      await page.close();
    }
  });

  it('says what to do when nothing is found, and survives whatever is typed', async () => {
    const page = await browser.newPage();
    for (const query of [
      'zzzzqqqq',
      '"',
      '<script>alert(1)</script>',
      '* OR NOT ( NEAR',
      "'; DROP TABLE documents; --",
    ]) {
      const response = await page.goto(`${address}/?index=docs&q=${encodeURIComponent(query)}`);
      expect(response?.status(), query).toBeLessThan(500);
      expect(await page.getByRole('searchbox').inputValue()).toBe(query);
    }
    await page.close();
  });
});
