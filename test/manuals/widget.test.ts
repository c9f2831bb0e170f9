import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOSTILE_TITLE, type MadeSearch, openMadeSearch, watchedPage } from './made-search.ts';

let search: MadeSearch;
beforeAll(async () => {
  search = await openMadeSearch();
});
afterAll(() => search[Symbol.asyncDispose]());

const SCRIPT = (attributes = '') =>
  `<script src="${search.address}/widget.js" data-index="site.gov" ${attributes} defer></script>`;

/** A policy that has nothing but what docs/widget.md asks for; and the icon of these pages. */
function policy(): string {
  const { address } = search;
  return `default-src 'none'; script-src ${address}; connect-src ${address}; require-trusted-types-for 'script'; trusted-types; img-src data:`;
}

/** A page of another site, which has nothing to complain about when it is closed. */
async function open(
  body: string,
  { path = '/page', ...options }: Parameters<typeof watchedPage>[1] & { path?: string } = {},
): Promise<AsyncDisposable & { page: Page; complaints: string[] }> {
  const { elsewhere } = search;
  elsewhere.set(path, {
    headers: { 'content-security-policy': policy() },
    body: `<!doctype html><html lang="en"><title>Elsewhere</title><link rel="icon" href="data:,"><h1>Another site</h1>${body}</html>`,
  });
  const { page, complaints } = await watchedPage(search.browser, options);
  await page.goto(elsewhere.url(path));
  return {
    page,
    complaints,
    async [Symbol.asyncDispose]() {
      await page.close();
      expect(complaints).toEqual([]);
    },
  };
}

/** An expression for what is computed of the style of something in the widget. */
const styleOf = (selector: string, what: string): string =>
  `(() => { const each = getComputedStyle(document.querySelector('sitepack-search').shadowRoot.querySelector('${selector}')); return each.${what} })()`;
const box = (page: Page) => page.getByRole('combobox');
const titles = (page: Page): Promise<string[]> => page.locator('.hit .title').allTextContents();

describe('the widget on a page of another site with a strict policy', () => {
  it('shows suggestions and marked results while one types, and leads to them', async () => {
    await using shown = await open(SCRIPT());
    const { page } = shown;
    await box(page).pressSequentially('tide tab');
    await page.locator('.hit').first().waitFor();
    expect((await titles(page))[0]).toBe('Tide tables');
    expect(await page.locator('.hit mark').allTextContents()).toContain('tide');
    expect(
      await page.getByRole('group', { name: 'Suggestions' }).getByRole('option').allTextContents(),
    ).toEqual(['Tide tables']);
    const link = page.locator('.hit').first();
    expect(await link.getAttribute('href')).toMatch(/\/tides#?/);
  });

  it('is used by keyboard alone, as a combobox is', async () => {
    await using shown = await open(SCRIPT());
    const { page } = shown;
    await page.keyboard.press('Tab');
    await page.keyboard.type('lett');
    await page.locator('.suggestion').first().waitFor();
    await page.locator('.hit').first().waitFor();
    expect(await box(page).getAttribute('aria-expanded')).toBe('true');
    expect(await box(page).getAttribute('aria-controls')).toBe(
      await page.getByRole('listbox').getAttribute('id'),
    );
    await page.keyboard.press('ArrowDown');
    const chosen = page.locator('[aria-selected=true]');
    const suggestion = (await chosen.textContent()) ?? '';
    expect(await box(page).getAttribute('aria-activedescendant')).toBe(await chosen.getAttribute('id'));
    // A suggestion is searched for, and a page is gone to.
    await page.keyboard.press('Enter');
    expect(await box(page).inputValue()).toBe(suggestion);
    await expect.poll(async () => (await titles(page))[0]).toBe(suggestion);
    await page.keyboard.press('ArrowUp');
    expect(await chosen.textContent()).toBe('All results');
    await page.keyboard.press('Escape');
    expect(await box(page).getAttribute('aria-expanded')).toBe('false');
    expect(await page.getByRole('listbox').count()).toBe(0);
    await page.keyboard.press('ArrowDown');
    expect(await box(page).getAttribute('aria-expanded')).toBe('true');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/\?index=site\.gov&q=Letter/);
    expect(new URL(page.url()).origin).toBe(search.address);
  });

  it('leads to the search page by Enter, and to a page of the list by Enter on it', async () => {
    search.elsewhere.set('/there', {
      body: '<title>There</title><link rel="icon" href="data:,">',
    });
    await using shown = await open(SCRIPT());
    const { page } = shown;
    await box(page).fill('harbour gates');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${search.address}/?index=site.gov&q=harbour+gates`);
    expect(await page.locator('.hits h2').first().textContent()).toBe('Tide tables');
    await page.goBack();
    await box(page).pressSequentially('letter');
    const first = page.locator('.hit').first();
    await first.waitFor();
    await first.evaluate((link, to) => link.setAttribute('href', to), search.elsewhere.url('/there'));
    await page.locator('.suggestion').first().waitFor();
    const suggestions = await page.locator('.suggestion').count();
    for (let n = 0; n <= suggestions; n += 1) await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(search.elsewhere.url('/there'));
  });

  it('closes when one goes elsewhere, and is there again when one comes back', async () => {
    await using shown = await open(`${SCRIPT()}<a href="/x">elsewhere</a>`);
    const { page } = shown;
    await box(page).pressSequentially('letter');
    await page.locator('.hit').first().waitFor();
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('elsewhere');
    expect(await page.locator('.hit').first().isVisible()).toBe(false);
    await box(page).click();
    expect(await page.locator('.hit').first().isVisible()).toBe(true);
  });

  it('opens as a dialog, which a key opens too and Escape closes', async () => {
    await using shown = await open(
      `${SCRIPT('data-mode="dialog" data-keys="/ Control+K"')}<input aria-label="other">`,
    );
    const { page } = shown;
    await page.getByRole('button', { name: 'Search' }).click();
    expect(await page.evaluate('document.activeElement.shadowRoot.activeElement.role')).toBe('combobox');
    await page.keyboard.press('Escape');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.getByLabel('other').focus();
    await page.keyboard.press('/');
    expect(await page.getByRole('dialog').count()).toBe(0);
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').waitFor();
    await box(page).pressSequentially('letter');
    await page.locator('.hit').first().waitFor();
    await page.getByRole('button', { name: 'Close' }).click();
    expect(await page.getByRole('dialog').count()).toBe(0);
  });

  it('may stand there several times, in its own words, filtered, and in place of a form', async () => {
    const form = `<div id="here"><form action="${search.address}/"><input name="q"></form></div>`;
    const german =
      'data-into="#here" data-lang="de" data-text-label="Suche" data-text-count="{n} Treffer" data-filter="lang:de" data-limit="1"';
    await using shown = await open(`${form}${SCRIPT(german)}${SCRIPT()}`);
    const { page } = shown;
    expect(await page.locator('sitepack-search').count()).toBe(2);
    expect(await page.locator('#here > form').count()).toBe(0);
    const first = page.locator('#here sitepack-search');
    expect(await first.getAttribute('lang')).toBe('de');
    const suggesting = page.waitForRequest(/suggest/);
    await first.getByRole('combobox', { name: 'Suche' }).pressSequentially('zebra');
    // What is suggested is of all pages.
    expect((await suggesting).url()).not.toContain('filter');
    await expect.poll(() => first.getByRole('status').textContent()).toBe('1 Treffer');
    expect(await first.locator('.all').getAttribute('href')).toBe(
      `${search.address}/?index=site.gov&q=zebra&filter=lang%3Ade`,
    );
    expect(await page.locator('.hit').count()).toBe(1);
  });

  it('shows hostile pages as text, and nothing of the page shows in it', async () => {
    await using shown = await open(SCRIPT(), { viewport: { width: 320, height: 700 } });
    const { page } = shown;
    await page.evaluate(`(() => { const sheet = new CSSStyleSheet();
      sheet.replaceSync('* { color: red; font-size: 3px; text-transform: uppercase; display: inline }');
      document.adoptedStyleSheets = [sheet]; })()`);
    await box(page).pressSequentially('zebra');
    await page.locator('.hit').first().waitFor();
    expect(await titles(page)).toContain(HOSTILE_TITLE);
    expect(await page.evaluate('[document.documentElement.scrollWidth, window.hit]')).toEqual([
      320,
      undefined,
    ]);
    const style = await page.evaluate(styleOf('.snippet', 'fontSize + each.textTransform'));
    expect(style).toBe('14.4pxnone');
    const hebrew = page.locator('.hit', { hasText: 'לוח גאות' });
    expect(await hebrew.evaluate((hit) => hit.matches(':dir(rtl)'))).toBe(true);
  });

  it('is dark where the visitor has it so, unless the page says otherwise', async () => {
    const background = styleOf('.box', 'backgroundColor');
    await using shown = await open(SCRIPT(), { colorScheme: 'dark' });
    expect(await shown.page.evaluate(background)).toBe('rgb(30, 35, 39)');
    await using light = await open(SCRIPT('data-theme="light"'), {
      colorScheme: 'dark',
      path: '/light',
    });
    expect(await light.page.evaluate(background)).toBe('rgb(255, 255, 255)');
  });
});

describe('the widget says in words', () => {
  it.each([
    [429, 'The search is busy.'],
    [503, 'The search is busy.'],
    [404, 'The search cannot be reached.'],
  ])('what is wrong when the server answers %s', async (status, words) => {
    const { page } = await watchedPage(search.browser);
    search.elsewhere.set('/refused', { body: `<title>x</title><body>${SCRIPT()}` });
    await page.goto(search.elsewhere.url('/refused'));
    const headers = { 'access-control-allow-origin': '*' };
    await page.route('**/search?**', (route) => route.fulfill({ status, headers, body: '{}' }));
    await box(page).pressSequentially('letter');
    await page.locator('.note', { hasText: words }).waitFor();
    expect(await page.getByRole('status').textContent()).toContain(words);
    await page.unroute('**/search?**');
    await box(page).press('s');
    await page.locator('.note:empty').waitFor({ state: 'attached' });
    await page.locator('.hit').first().waitFor();
    await page.close();
  });

  it('that it cannot search where its site is not allowed to', async () => {
    const { page, complaints } = await watchedPage(search.browser);
    search.elsewhere.set('/refused', { body: `<title>x</title><body>${SCRIPT()}` });
    // The same site by another name is another site.
    await page.goto(search.elsewhere.url('/refused').replace('127.0.0.1', 'localhost'));
    await box(page).pressSequentially('letter');
    await page.locator('.note', { hasText: 'The search cannot be reached.' }).waitFor();
    expect(complaints.join()).toContain('CORS');
    await page.close();
  });

  it('to the console what its script lacks', async () => {
    const { page, complaints } = await watchedPage(search.browser);
    search.elsewhere.set('/wrong', {
      body: `<title>x</title><body><script src="${search.address}/widget.js"></script>${SCRIPT('data-into="#none"')}`,
    });
    await page.goto(search.elsewhere.url('/wrong'));
    expect(complaints).toEqual([
      'Sitepack: widget.js needs data-index, and no type="module"',
      'Sitepack: no place for the search box: #none',
    ]);
    await page.close();
  });
});

it('without JavaScript the form that stands in its place searches', async () => {
  const { page } = await watchedPage(search.browser, { javaScriptEnabled: false });
  const form = `<div id="here"><form action="${search.address}/"><input type="hidden" name="index" value="site.gov"><input type="search" name="q" aria-label="Search"></form></div>`;
  search.elsewhere.set('/form', { body: `<title>x</title><body>${form}${SCRIPT('data-into="#here"')}` });
  await page.goto(search.elsewhere.url('/form'));
  await page.getByLabel('Search').fill('tide tables');
  await page.keyboard.press('Enter');
  await page.waitForURL(/q=tide\+tables/);
  expect(await page.locator('.hits h2').first().textContent()).toBe('Tide tables');
  await page.close();
});
