import { type BrowserContextOptions, type Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cutBySpacing, isTooWide, moving, smallTargets, tabStops, violations } from './accessible.ts';
import { type MadeSearch, openMadeSearch, watchedPage } from './made-search.ts';

let search: MadeSearch;
beforeAll(async () => {
  search = await openMadeSearch();
  const widget = `${search.address}/widget.js`;
  const page = (attributes: string, then = '') => ({
    body: `<!doctype html><html lang="en"><title>Elsewhere</title><meta name="viewport" content="width=device-width">
      <main><h1>Another site</h1><script src="${widget}" data-index="site.gov" ${attributes}></script>${then}</main></html>`,
  });
  search.elsewhere.set('/inline', page('', '<p>Words of the page.</p>'));
  search.elsewhere.set('/dialog', page('data-mode="dialog" data-keys="Control+K"'));
});
afterAll(() => search[Symbol.asyncDispose]());

async function typed(page: Page, text: string): Promise<void> {
  await page.getByRole('combobox', { name: /Search|Words/ }).pressSequentially(text);
}

/** What each page looks like, and how it comes to that. */
const STATES: Readonly<Record<string, (page: Page) => Promise<unknown>>> = {
  'before anything is typed': (page) => page.goto(`${search.address}/`),
  'with results and facets': (page) => page.goto(`${search.address}/?index=site.gov&q=harbour`),
  'narrowed, and sorted': (page) =>
    page.goto(`${search.address}/?index=site.gov&q=harbour&filter=lang:en&filter=after:2000&sort=date`),
  'on the second page': (page) => page.goto(`${search.address}/?index=site.gov&q=harbour&page=2`),
  'with suggestions': async (page) => {
    await page.goto(`${search.address}/`);
    await typed(page, 'lett');
    await page.getByRole('option').first().waitFor();
    await page.locator('.hits').waitFor();
    await page.keyboard.press('ArrowDown');
  },
  'where nothing is found': (page) => page.goto(`${search.address}/?index=site.gov&q=zzzzqqqq`),
  'with a better query': async (page) => {
    await page.goto(`${search.address}/?index=site.gov&q=recieve`);
    await page.getByText('Did you mean').waitFor();
  },
  'with a correction': async (page) => {
    await page.goto(`${search.address}/?index=site.gov&q=harbuor`);
    await page.getByText('these are results for').waitFor();
  },
  'with hostile results': (page) => page.goto(`${search.address}/?index=site.gov&q=zebra`),
  'of an index that is not there': (page) => page.goto(`${search.address}/?index=none.gov&q=harbour`),
  'for those who run it': (page) => page.goto(`${search.address}/admin`),
  'of a crawl': (page) => page.goto(`${search.address}/admin/crawls/${encodeURIComponent(search.crawl_id)}`),
  'of another site, with the widget': (page) => page.goto(search.elsewhere.url('/inline')),
  'of another site, with results in the widget': async (page) => {
    await page.goto(search.elsewhere.url('/inline'));
    await typed(page, 'letter');
    await page.locator('.suggestion').first().waitFor();
    await page.locator('.hit').first().waitFor();
    await page.keyboard.press('ArrowDown');
  },
  'of another site, with nothing found in the widget': async (page) => {
    await page.goto(search.elsewhere.url('/inline'));
    await typed(page, 'zzzzqqqq');
    await page.locator('.note:not(:empty)').waitFor();
  },
  'of another site, with the dialog to be opened': (page) => page.goto(search.elsewhere.url('/dialog')),
  'of another site, with results in the dialog': async (page) => {
    await page.goto(search.elsewhere.url('/dialog'));
    await page.getByRole('button', { name: 'Search' }).click();
    await typed(page, 'letter');
    await page.locator('.hit').first().waitFor();
  },
};

async function inState(
  name: string,
  options: BrowserContextOptions = {},
): Promise<AsyncDisposable & { page: Page }> {
  const { page } = await watchedPage(search.browser, options);
  await STATES[name]?.(page);
  return { page, [Symbol.asyncDispose]: () => page.close() };
}

describe.each(Object.keys(STATES))('the page %s', (name) => {
  it('fits 320 px, has targets of 24 px, bears other spacing, moves nothing, and axe finds nothing against WCAG 2.2 AA', async () => {
    await using shown = await inState(name, { viewport: { width: 320, height: 640 } });
    const { page } = shown;
    expect(await isTooWide(page)).toBe(false);
    expect(await smallTargets(page)).toEqual([]);
    expect(await cutBySpacing(page)).toEqual([]);
    expect(await moving(page)).toEqual([]);
    expect(await violations(page)).toEqual([]);
  });
});

describe('the Tab key', () => {
  it.each([
    ['with results and facets', 1280],
    ['with results and facets', 360],
    ['narrowed, and sorted', 360],
    ['for those who run it', 360],
    ['of a crawl', 1280],
    ['of another site, with the widget', 360],
    ['of another site, with results in the dialog', 360],
  ])(
    'goes to everything on the page %s, %i px wide, in the order in which it stands, and one sees where',
    async (name, width) => {
      await using shown = await inState(name, { viewport: { width, height: 800 } });
      const { stops, places } = await tabStops(shown.page);
      expect(places).toBeGreaterThan(0);
      const order = stops.map(({ place }) => place);
      expect(new Set(order).size, 'each once').toBe(places);
      // From wherever it began, once around.
      const first = order.indexOf(Math.min(...order));
      const around = [...order.slice(first), ...order.slice(0, first)];
      expect(around).toEqual(around.toSorted((a, b) => a - b));
      expect(
        stops.filter(({ marked }) => !marked).map(({ name }) => name),
        'not seen',
      ).toEqual([]);
      expect(
        stops.filter(({ covered }) => covered).map(({ name }) => name),
        'covered',
      ).toEqual([]);
    },
  );
});

describe('what is read out', () => {
  it('is how many results came while one types, in a place that stays', async () => {
    await using shown = await inState('before anything is typed');
    const said = shown.page.getByRole('status');
    expect(await said.textContent()).toBe('');
    await said.evaluate((element) => element.setAttribute('data-is-the-one', ''));
    await typed(shown.page, 'letter');
    await expect.poll(() => said.textContent()).toBe('61 results');
    expect(await said.getAttribute('data-is-the-one')).toBe('');
    await typed(shown.page, 'zzzz');
    await expect.poll(() => said.textContent()).toContain('No page has');
  });

  it('is the same of the widget', async () => {
    await using shown = await inState('of another site, with the widget');
    const said = shown.page.getByRole('status');
    await typed(shown.page, 'letter');
    await expect.poll(() => said.textContent()).toBe('Results: 61');
    await typed(shown.page, 'zzzz');
    await expect.poll(() => said.textContent()).toContain('No page has “letterzzzz”');
  });
});
