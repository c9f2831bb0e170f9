import { hash } from 'node:crypto';
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
const content_hash = contentHash(content);
const page: Page = {
  pk: 'site.gov',
  sk: 'site.gov',
  url: content.url,
  origin: 'crawl',
  state: 'present',
  content_hash,
  visit_for: '',
  attempts: 1,
  failures: 0,
  visit_owner: '',
  visit_until_ms: 0,
};
const whole = contentBytes(content, content_hash);
const damaged = contentBytes({ ...content, body: 'Maps of the parts.' }, 'f'.repeat(64));
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

/** An object as the version before wrote it, without a checksum. */
const OLD =
  '{"format":1,"url":"https://site.gov/","title":"Home","description":"","headings":"Home","body":"Maps of the parks.",' +
  '"language":"en","content_type":"text/html","modified_at_ms":null,"links":["https://site.gov/maps"]}';
const encoded = (text: string): Uint8Array => new TextEncoder().encode(text);

test('content that was stored before objects had a checksum is held to its hash', async () => {
  expect(await readContent(arriving(encoded(OLD)), page)).toEqual(content);
  for (const bad of [
    OLD.replace('parks', 'parts'),
    OLD.slice(0, -1),
    OLD.replace('"format":1', '"format":2'),
  ]) {
    const reading = readContent(arriving(encoded(bad), encoded(bad)), page);
    await expect(reading).rejects.toThrow('is damaged; index the page again');
  }
});

/** An object with these members and a checksum that is theirs. */
function withChecksum(members: object): Uint8Array {
  const json = JSON.stringify(members);
  return encoded(`{"sha256":"${hash('sha256', json, 'hex')}",${json.slice(1)}`);
}

test('content with a checksum and without its hash has it computed', async () => {
  expect(await readContent(arriving(withChecksum(content)), page)).toEqual(content);
  const other = withChecksum({ ...content, body: 'Maps of the parts.' });
  await expect(readContent(arriving(other, other), page)).rejects.toThrow('is damaged');
});

test('content with a checksum is held to the hash that was written with it, however that was made', async () => {
  const made_otherwise = 'e'.repeat(64);
  const bytes = contentBytes(content, made_otherwise);
  expect(await readContent(arriving(bytes), { ...page, content_hash: made_otherwise })).toEqual(content);
  await expect(readContent(arriving(bytes, bytes), page)).rejects.toThrow('is damaged');
});
