import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { HOSTILE_TITLE, type MadeSearch, openMadeSearch, watchedPage } from './made-search.ts';

let search: MadeSearch;
beforeAll(async () => {
  search = await openMadeSearch();
});
afterAll(() => search[Symbol.asyncDispose]());

/** A page, which has nothing to complain about when it is closed. */
async function open(
  path: string,
  options: Parameters<typeof watchedPage>[1] = {},
): Promise<AsyncDisposable & { page: Page }> {
  const { page, complaints } = await watchedPage(search.browser, options);
  await page.goto(`${search.address}${path}`);
  return {
    page,
    async [Symbol.asyncDispose]() {
      await page.close();
      expect(complaints).toEqual([]);
    },
  };
}

const titles = (page: Page): Promise<string[]> => page.locator('.hits h2').allTextContents();
const box = (page: Page) => page.locator('input[name=q]');

describe.each([
  ['with JavaScript', true],
  ['without JavaScript', false],
])('the search page %s', (_, javaScriptEnabled) => {
  it('finds pages by keyboard alone, and marks what they have', async () => {
    await using shown = await open('/?index=site.gov', { javaScriptEnabled });
    const { page } = shown;
    await page.keyboard.type('tide tables');
    await page.keyboard.press('Enter');
    await page.locator('.hits').waitFor();
    await page.waitForURL(/[?&]q=tide\+tables/, { waitUntil: 'commit' });
    expect((await titles(page))[0]).toBe('Tide tables');
    expect(await page.locator('mark').allTextContents()).toContain('tide');
  });

  it('narrows by facets and widens again, and keeps the query', async () => {
    await using shown = await open('/?index=site.gov&q=zebra', { javaScriptEnabled });
    const { page } = shown;
    expect(await titles(page)).toHaveLength(3);
    await page.getByRole('complementary').getByRole('link', { name: 'German' }).click();
    await page.locator('.narrowed').waitFor();
    expect(await titles(page)).toHaveLength(1);
    expect(await box(page).inputValue()).toBe('zebra');
    await page.getByRole('link', { name: 'Language: German (remove)' }).click();
    await page.locator('.narrowed').waitFor({ state: 'detached' });
    expect(await titles(page)).toHaveLength(3);
  });

  it('sorts, and turns pages', async () => {
    await using shown = await open('/?index=site.gov&q=letter', { javaScriptEnabled });
    const { page } = shown;
    await page.getByRole('link', { name: 'Newest first' }).click();
    await page.waitForURL(/sort=date/);
    expect(await page.locator('.ways [aria-current]').textContent()).toBe('Newest first');
    const first = await titles(page);
    await page.getByRole('link', { name: 'Next' }).click();
    await page.waitForURL(/page=2/);
    expect(new Set([...first, ...(await titles(page))]).size).toBe(20);
  });

  it('leads to what was meant', async () => {
    await using shown = await open('/?index=site.gov&q=recieve', { javaScriptEnabled });
    const { page } = shown;
    await page.getByText('Did you mean').getByRole('link').click();
    await page.waitForURL(/q=receive/, { timeout: 5000 });
    expect(await page.locator('.total').textContent()).toBe('60 results');
    await page.goto(`${search.address}/?index=site.gov&q=harbuor`);
    expect(await page.locator('.hint').textContent()).toContain('these are results for harbour');
    await page.locator('.hint').getByRole('link').click();
    await page.getByRole('heading', { name: 'No page has' }).waitFor();
  });

  it('shows hostile pages as text, in the direction of their script, and within 320 px', async () => {
    await using shown = await open('/?index=site.gov&q=zebra', {
      javaScriptEnabled,
      viewport: { width: 320, height: 700 },
    });
    const { page } = shown;
    expect(await titles(page)).toContain(HOSTILE_TITLE);
    expect(await page.locator('main :is(script, img, b)').count()).toBe(0);
    const hebrew = page.locator('.hits h2', { hasText: 'לוח גאות' });
    expect(await hebrew.evaluate((heading) => heading.matches(':dir(rtl)'))).toBe(true);
    const { width } = (await page.locator('main').boundingBox()) ?? { width: 0 };
    expect(width).toBe(320);
    expect(await page.evaluate('[document.documentElement.scrollWidth, window.hit]')).toEqual([
      320,
      undefined,
    ]);
  });

  it('survives whatever is typed', async () => {
    await using shown = await open('/', { javaScriptEnabled });
    const { page } = shown;
    for (const query of [
      '"',
      '<script>window.hit=1</script>',
      '* OR NOT ( NEAR',
      "'; DROP TABLE documents; --",
    ]) {
      const response = await page.goto(`${search.address}/?index=site.gov&q=${encodeURIComponent(query)}`);
      expect(response?.status(), query).toBe(200);
      expect(response?.headers()['content-security-policy']).toContain("script-src 'self'");
      expect(await box(page).inputValue()).toBe(query);
      expect(await page.evaluate('window.hit')).toBeUndefined();
    }
  });
});

describe('while one types', () => {
  it('results come, the address names them, and Back leads to what was there before', async () => {
    await using shown = await open('/?index=site.gov');
    const { page } = shown;
    await box(page).pressSequentially('gezei', { delay: 20 });
    await expect.poll(async () => (await titles(page))[0]).toBe('Die Gezeiten');
    expect(page.url()).toBe(`${search.address}/?index=site.gov&q=gezei`);
    expect(await page.title()).toBe('gezei – search site.gov');
    await box(page).fill('tables');
    await expect.poll(async () => (await titles(page))[0]).toBe('Tide tables');
    expect(page.url()).toContain('q=tables');
    await page.goBack();
    await page.locator('body.start').waitFor();
    expect(await box(page).inputValue()).toBe('');
    await page.goForward();
    await expect.poll(async () => (await titles(page))[0]).toBe('Tide tables');
    await expect.poll(() => box(page).inputValue()).toBe('tables');
  });

  it('a word that nothing begins with is taken for the one that was meant', async () => {
    await using shown = await open('/?index=site.gov');
    await box(shown.page).pressSequentially('harbuor');
    await expect.poll(() => shown.page.locator('.hint').textContent()).toContain('results for harbour');
  });

  it('what narrows the search, and its order, stay, also when it is sent', async () => {
    await using shown = await open('/?index=site.gov&q=zebra&filter=lang%3Ade&sort=date');
    const { page } = shown;
    await box(page).fill('gezeiten');
    await expect.poll(async () => await titles(page)).toEqual(['Die Gezeiten']);
    const kept = { index: 'site.gov', filter: 'lang:de', sort: 'date', q: 'gezeiten' };
    const asked = () => Object.fromEntries(new URL(page.url()).searchParams);
    expect(asked()).toEqual(kept);
    await box(page).fill('zebra');
    await page.keyboard.press('Enter');
    await expect.poll(asked).toEqual({ ...kept, q: 'zebra' });
    await page.locator('.narrowed').waitFor();
  });

  it('suggestions go with the text that they were for', async () => {
    await using shown = await open('/?index=site.gov');
    const { page } = shown;
    await box(page).pressSequentially('tid');
    await page.getByRole('option', { name: 'Tide tables' }).waitFor();
    await box(page).fill('');
    await page.keyboard.press('ArrowDown');
    expect(await page.getByRole('listbox').count()).toBe(0);
    expect(await box(page).inputValue()).toBe('');
  });

  it('suggestions are chosen by arrows, given up by Escape, and searched for by Enter', async () => {
    await using shown = await open('/?index=site.gov');
    const { page } = shown;
    const combobox = page.getByRole('combobox', { name: 'Words to look for' });
    await combobox.pressSequentially('tid');
    const option = page.getByRole('option', { name: 'Tide tables' });
    await option.waitFor();
    expect(await combobox.getAttribute('aria-expanded')).toBe('true');
    await page.keyboard.press('ArrowDown');
    expect(await option.getAttribute('aria-selected')).toBe('true');
    expect(await combobox.getAttribute('aria-activedescendant')).toBe(await option.getAttribute('id'));
    expect(await combobox.inputValue()).toBe('Tide tables');
    await page.keyboard.press('Escape');
    expect(await combobox.inputValue()).toBe('tid');
    expect(await page.getByRole('listbox').count()).toBe(0);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(/q=Tide\+tables/);
  });

  it('Ctrl K brings the cursor into the box, and no key by itself does', async () => {
    await using shown = await open('/?index=site.gov&q=zebra');
    const { page } = shown;
    await page.keyboard.press('/');
    expect(await page.evaluate('document.activeElement.localName')).toBe('body');
    await page.keyboard.press('Control+k');
    expect(await page.evaluate('document.activeElement.name')).toBe('q');
  });
});

it('asks nobody but its own server', async () => {
  const { page } = await watchedPage(search.browser);
  const asked = new Set<string>();
  page.on('request', (request) => asked.add(new URL(request.url()).origin));
  await page.goto(`${search.address}/?index=site.gov`);
  await box(page).pressSequentially('letter');
  await page.locator('.hits').waitFor();
  expect([...asked]).toEqual([search.address]);
  await page.close();
});
