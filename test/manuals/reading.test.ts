import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { extract } from '#core/crawl/extract.ts';
import { MAX_AROUND_CHARS } from '#core/crawl/extracted.ts';

/** Manuals as Debian has them; those that are not installed have no pages. */
const MANUALS = [
  '/usr/share/doc/postgresql-doc-15/html',
  '/usr/share/doc/python3.11/html',
  '/usr/share/doc/sqlite3',
];
/** Of so many pages one is looked at. */
const STEP = 12;
/** Bytes of a page that is looked at: a browser takes seconds for the biggest. */
const MAX_BYTES = 800_000;

let browser: Browser;

beforeAll(async () => {
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-gpu'],
  });
});
afterAll(() => browser.close());

/** Small letters, for a style sheet may make them capitals. */
function wordsOf(text: string): Set<string> {
  const joined = text.replace(/[\u00AD\u200B\u2060\uFEFF]/g, '').toLowerCase();
  return new Set(joined.match(/[\p{L}\p{N}_]+/gu));
}

it.each(MANUALS)('every word that a browser shows of %s is read, and none is fused', async (folder) => {
  const files = await readdir(folder, { recursive: true }).catch(() => []);
  const pages = files.filter((file) => file.endsWith('.html')).toSorted();
  const tab = await browser.newPage({ javaScriptEnabled: false });
  for (const file of pages.filter((_, n) => n % STEP === 0)) {
    const name = path.join(folder, file);
    const bytes = await readFile(name);
    if (bytes.byteLength > MAX_BYTES) continue;
    const headers = { 'content-type': 'text/html' };
    const read = extract({ url: 'https://manual.example/', headers, body: bytes, agentToken: 'sitepack' });
    if (read.kind !== 'page') throw new Error(`${file} is ${read.content_type}`);
    const { body, around } = read.page;
    if (around.length > MAX_AROUND_CHARS * 0.99) continue;
    await tab.goto(pathToFileURL(name).href, { waitUntil: 'domcontentloaded' });
    const found = wordsOf(`${body}\n${around}`);
    const shown = wordsOf(await tab.locator('body').innerText());
    expect(
      [...shown].filter((word) => !found.has(word)),
      file,
    ).toEqual([]);
  }
});
