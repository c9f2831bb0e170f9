import { type Browser, type BrowserContextOptions, type Page, chromium } from 'playwright-core';
import { TestSystem } from '../system/harness.ts';
import { MadeSite } from '../system/site.ts';

/** Pages that are alike, and have a word that one other page has misspelled. */
const LETTERS = 60;
const LONG_WORD = 'Donaudampfschifffahrtsgesellschaft'.repeat(8);

/** Markup in a title, as text: what would show if any of it were taken for markup is `window.hit`. */
export const HOSTILE_TITLE = '</title><script>window.hit=1</script><img src=x onerror=window.hit=1>';

/** A browser, an index made from a small site, and pages of another site that may search it. */
export interface MadeSearch extends AsyncDisposable {
  readonly browser: Browser;
  readonly system: TestSystem;
  /** Of the search page and the API. */
  readonly address: string;
  /** Whose pages are put there by tests; only of this site may pages search. */
  readonly elsewhere: MadeSite;
  /** A crawl that is over. */
  readonly crawl_id: string;
}

export async function openMadeSearch(): Promise<MadeSearch> {
  await using opened = new AsyncDisposableStack();
  const browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic'],
  });
  opened.defer(() => browser.close());
  const elsewhere = opened.use(await MadeSite.start());
  const origin = new URL(elsewhere.url('/')).origin;
  const system = opened.use(await TestSystem.open({ env: { SITEPACK_WIDGET_ORIGINS: origin } }));
  await system.start();
  await using site = await MadeSite.start();
  fill(site);
  const { crawl_id, version } = await system.crawled(site.url('/'), { index: 'site.gov' });
  await system.searchable('site.gov', version);
  const address = await system.api();
  const kept = opened.move();
  return {
    browser,
    system,
    address,
    elsewhere,
    crawl_id,
    [Symbol.asyncDispose]: () => kept.disposeAsync(),
  };
}

/** A page that remembers what its console complains about. */
export async function watchedPage(
  browser: Browser,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.newPage(options);
  const complaints: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return { page, complaints };
}

function fill(site: MadeSite): void {
  const pages = new Map<string, string>();
  for (let n = 1; n <= LETTERS; n += 1)
    pages.set(
      `/letters/${n}`,
      page('en', `Letter ${n}`, `You receive letter ${n} about the harbour and its tides.`),
    );
  pages.set('/post', page('en', 'Post', 'They recieve parcels at the counter of the post office.'));
  pages.set('/tides', page('en', 'Tide tables', 'When the tide is high, the harbour closes its gates.'));
  pages.set(
    '/gezeiten',
    page('de', 'Die Gezeiten', 'Der Hafen schließt seine Tore, wenn die Flut kommt und das Wasser steigt.'),
  );
  pages.set(
    '/hostile',
    page(
      'en',
      escape(HOSTILE_TITLE),
      escape('A zebra <script>window.hit=1</script> and <b onclick=x>more</b> zebra.'),
    ),
  );
  pages.set('/long', page('de', `${LONG_WORD} zebra`, `zebra ${LONG_WORD} und noch ein Wort von der Donau`));
  pages.set('/rtl', page('he', 'לוח גאות ושפל zebra', 'zebra הנמל נסגר כאשר הגאות גבוהה, ונפתח שוב בבוקר'));
  const links = [...pages.keys()].map((path) => `<a href="${path}">${path}</a>`);
  site.set('/', {
    body: page(
      'en',
      'The harbour',
      `The harbour of the site. ${links.join(' ')} <a href="/plain.txt">plain</a>`,
    ),
  });
  for (const [path, body] of pages) site.set(path, { body });
  site.set('/plain.txt', {
    headers: { 'content-type': 'text/plain' },
    body: 'A plain text about the harbour and the tides.',
  });
}

function page(lang: string, title: string, text: string): string {
  return `<!doctype html><html lang="${lang}"><meta charset="utf-8"><title>${title}</title><main><h1>${title}</h1><h2>Hours</h2><p>${text}</p></main></html>`;
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
