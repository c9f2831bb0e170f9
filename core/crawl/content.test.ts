import { hash } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Page } from '#core/tables/pages.ts';
import { type Content, contentBytes, readContent } from './content.ts';
import { NO_OPEN_GRAPH, contentHash } from './extracted.ts';

const content: Content = {
  format: 3,
  robots: { nosnippet: false, max_snippet: null },
  url: 'https://site.gov/',
  title: 'Home',
  description: '',
  headings: 'Home',
  body: 'Maps of the parks.',
  language: 'en',
  content_type: 'text/html',
  modified_at_ms: null,
  links: [{ url: 'https://site.gov/maps', text: 'Maps', in_content: true, nofollow: false }],
  sections: [{ level: 1, text: 'Home', anchor: 'top', start: 0 }],
  fingerprint: '0123456789abcdef',
  unshown: [{ from: 0, to: 4 }],
  around: 'Menu',
  published_at_ms: 1,
  open_graph: { title: 'Home', description: '', image: '', type: 'website', site_name: 'Parks' },
  types: ['WebPage'],
  fields: { topic: ['parks'] },
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

/** The members of an object of format 1, whose hash was made of less. */
const FORMAT_1 = {
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
const page_1: Page = {
  ...page,
  content_hash: 'd80da601ab52467e48b4ad30b891de0d2e90fa7c049666fb5160b66fbf4fcf39',
};
const read_1: Content = {
  ...content,
  links: [{ url: 'https://site.gov/maps', text: '', in_content: false, nofollow: false }],
  sections: [],
  unshown: [],
  fingerprint: '',
  around: '',
  published_at_ms: null,
  open_graph: NO_OPEN_GRAPH,
  types: [],
  fields: {},
};
const encoded = (text: string): Uint8Array => new TextEncoder().encode(text);

test('content of format 1 that was stored before objects had a checksum is held to its hash', async () => {
  const old = JSON.stringify(FORMAT_1);
  expect(await readContent(arriving(encoded(old)), page_1)).toEqual(read_1);
  const bads = [old.replace('parks', 'parts'), old.slice(0, -1), old.replace('"format":1', '"format":2')];
  for (const bad of bads) {
    const reading = readContent(arriving(encoded(bad), encoded(bad)), page_1);
    await expect(reading).rejects.toThrow('is damaged; index the page again');
  }
});

/** An object with these members and a checksum that is theirs. */
function withChecksum(members: object): Uint8Array {
  const json = JSON.stringify(members);
  return encoded(`{"sha256":"${hash('sha256', json, 'hex')}",${json.slice(1)}`);
}

test('content of format 1 with a checksum is held to the hash that was written with it, or to its own', async () => {
  expect(await readContent(arriving(withChecksum(FORMAT_1)), page_1)).toEqual(read_1);
  const other = withChecksum({ ...FORMAT_1, body: 'Maps of the parts.' });
  await expect(readContent(arriving(other, other), page_1)).rejects.toThrow('is damaged');
  const made_otherwise = withChecksum({ hash: 'e'.repeat(64), ...FORMAT_1 });
  const page_2 = { ...page, content_hash: 'e'.repeat(64) };
  expect(await readContent(arriving(made_otherwise), page_2)).toEqual(read_1);
});

test('content of format 2 is held to the hash that was written with it, and lets all of it be shown', async () => {
  const { robots: _, unshown: __, fingerprint: ___, ...members } = content;
  const old = { hash: 'e'.repeat(64), ...members, format: 2 };
  const page_2 = { ...page, content_hash: 'e'.repeat(64) };
  expect(await readContent(arriving(withChecksum(old)), page_2)).toEqual({
    ...content,
    unshown: [],
    fingerprint: '',
  });
  const other = withChecksum({ ...old, hash: 'f'.repeat(64) });
  await expect(readContent(arriving(other, other), page_2)).rejects.toThrow('is damaged');
});

test('content without its hash is of no format', async () => {
  const bytes = withChecksum(content);
  await expect(readContent(arriving(bytes, bytes), page)).rejects.toThrow('is damaged');
});

test('content with a checksum is held to the hash that was written with it, however that was made', async () => {
  const made_otherwise = 'e'.repeat(64);
  const bytes = contentBytes(content, made_otherwise);
  expect(await readContent(arriving(bytes), { ...page, content_hash: made_otherwise })).toEqual(content);
  await expect(readContent(arriving(bytes, bytes), page)).rejects.toThrow('is damaged');
});
