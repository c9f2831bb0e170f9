import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { serveDocs } from '#app/demo/docs-site.ts';
import { TestSystem } from '../system/harness.ts';
import { until } from '../system/until.ts';

let browser: Browser;
let system: TestSystem;
let address: string;

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic'],
  });
  system = await TestSystem.open({ env: { SITEPACK_QUERY_TIMES: '1' } });
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

interface Counts {
  asked: number;
  without_result: number;
  clicks: number;
  mean_position: number | null;
}

/** What was counted of a query. */
async function countsOf(query: string): Promise<Counts> {
  const { body } = await system.http('/v1/indexes/docs/searches?days=1&limit=1000');
  const counts = z.object({
    query: z.string(),
    asked: z.number(),
    without_result: z.number(),
    clicks: z.number(),
    mean_position: z.number().nullable(),
  });
  const { queries } = z.object({ queries: z.array(counts) }).parse(body);
  return (
    queries.find((one) => one.query === query) ?? {
      asked: 0,
      without_result: 0,
      clicks: 0,
      mean_position: null,
    }
  );
}

describe('what is counted of the search page', () => {
  it('is a search that was sent, and the hit that was followed with its place', async () => {
    const page = await browser.newPage();
    await page.goto(`${address}/?index=docs&q=packer`);
    await page.locator('.hits h2 a').nth(1).click();
    await until('the click to be counted', async () => (await countsOf('packer')).clicks === 1);
    expect(await countsOf('packer')).toMatchObject({ asked: 1, clicks: 1, mean_position: 2 });
    await page.close();
  });

  it('is nothing of what was typed on the way, and one search of what was sent', async () => {
    const page = await browser.newPage();
    await page.goto(`${address}/?index=docs`);
    const box = page.locator('#q');
    await box.pressSequentially('manif');
    await page.getByRole('heading', { level: 2 }).first().waitFor();
    await box.pressSequentially('est');
    await page.waitForURL(/manifest/);
    await page.keyboard.press('Enter');
    await until('the search to be counted', async () => (await countsOf('manifest')).asked === 1);
    await page.goto('about:blank');
    expect(await countsOf('manif')).toMatchObject({ asked: 0 });
    expect(await countsOf('manifest')).toMatchObject({ asked: 1 });
    await page.close();
  });

  it('is one search, and the click, where somebody follows a hit of what is not typed to its end', async () => {
    const page = await browser.newPage();
    await page.goto(`${address}/?index=docs`);
    await page.locator('#q').pressSequentially('searche');
    await page.locator('.hits h2 a').first().click();
    await until('both to be counted', async () => {
      const { asked, clicks } = await countsOf('searche');
      return asked > 0 && clicks > 0;
    });
    expect(await countsOf('searche')).toMatchObject({ asked: 1, clicks: 1, mean_position: 1 });
    await page.close();
  });

  it.each(['orchestrat', 'orchestartor'])(
    'is one search of %s, on which somebody stayed before they left',
    async (typed) => {
      const page = await browser.newPage();
      await page.goto(`${address}/?index=docs`);
      await page.locator('#q').pressSequentially(typed);
      await page.locator('.hits h2 a').first().waitFor();
      await page.waitForTimeout(3100);
      await page.goto('about:blank');
      await until('it to be counted', async () => (await countsOf(typed)).asked > 0);
      expect(await countsOf(typed)).toMatchObject({ asked: 1, without_result: 0, clicks: 0 });
      await page.close();
    },
  );
});
