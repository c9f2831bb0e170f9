import { expect, test } from 'vitest';
import type { Page } from '#core/tables/pages.ts';
import { type Content, contentBytes, readContent } from './content.ts';
import { contentHash } from './extracted.ts';

const content: Content = {
  format: 1,
  url: 'https://site.gov/',
  title: 'Home',
  description: '',
  headings: 'Home',
  body: 'Maps of the parks.',
  language: 'en',
  content_type: 'text/html',
  modified_at_ms: null,
  links: ['https://site.gov/maps'],
};
const page: Page = {
  pk: 'site.gov',
  sk: 'site.gov',
  url: content.url,
  origin: 'crawl',
  state: 'present',
  content_hash: contentHash(content),
  visit_for: '',
  attempts: 1,
  failures: 0,
  visit_owner: '',
  visit_until_ms: 0,
};
const whole = contentBytes(content);
const damaged = contentBytes({ ...content, body: 'Maps of the parts.' });
const misled = Buffer.from(whole.map((byte, n) => (n === whole.length - 4 ? byte ^ 1 : byte)));
const cut = whole.slice(0, -10);

/** A store whose downloads arrive so, one after the other. */
function arriving(...downloads: (Uint8Array | undefined)[]) {
  return { get: async () => downloads.shift() };
}

test.each([[damaged], [misled], [cut], [undefined]])(
  'content that arrives damaged is fetched once more',
  async (first) => {
    expect(await readContent(arriving(first, whole), page)).toEqual(content);
  },
);

test('content that is damaged where it lies is never taken for that of the page', async () => {
  await expect(readContent(arriving(damaged, damaged), page)).rejects.toThrow(
    'is damaged; index the page again',
  );
  await expect(readContent(arriving(undefined, undefined), page)).rejects.toThrow(
    'is missing; index the page again',
  );
});
