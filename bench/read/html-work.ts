import { Parser } from 'htmlparser2';
import { decodePage } from '#core/crawl/charset.ts';
import { type Content, contentBytes, contentOf } from '#core/crawl/content.ts';
import { extract } from '#core/crawl/extract.ts';
import { type Extracted, contentHash } from '#core/crawl/extracted.ts';
import { detectLanguage } from '#core/crawl/language/detect-language.ts';
import { fingerprint } from '#core/crawl/near-duplicate.ts';
import { packRaw } from '#core/crawl/raw.ts';
import { textHash } from '#core/crawl/text-hash.ts';

const URL = 'https://manual.example/page';
const HEADERS = { 'content-type': 'text/html' };

/** An HTML page, and what comes of it on the way, so that each kind of work can be done by itself. */
export interface PageAtWork {
  readonly body: Uint8Array;
  readonly page: Extracted;
  readonly content: Content;
  readonly hash: string;
}

/** A kind of work that it takes to read an HTML page. */
export interface Work {
  readonly name: string;
  readonly run: (page: PageAtWork) => void;
  /** Does the work of the one before it too, whose time is to be taken off. */
  readonly includesLast?: true;
}

/** @throws when it is no page. */
export function pageAtWork(body: Uint8Array): PageAtWork {
  const page = extracted(body);
  return { body, page, content: contentOf(page), hash: contentHash(page) };
}

/** In the order in which a page goes through them. */
export const HTML_WORK: readonly Work[] = [
  { name: 'decoded, and parsed to events', run: ({ body }) => parse(body) },
  {
    name: 'text, sections, links and head taken from the events',
    run: ({ body }) => void extracted(body),
    includesLast: true,
  },
  {
    name: 'language told by its text, if it does not say it',
    run: ({ page }) => void detectLanguage(page.body),
  },
  { name: 'fingerprint', run: ({ page }) => void fingerprint(page.body) },
  { name: 'hashes of content and text', run: hashes },
  { name: 'content made ready to be stored', run: ({ content, hash }) => void contentBytes(content, hash) },
  {
    name: 'bytes as they came made ready to be stored',
    run: ({ body }) => void packRaw({ url: URL, status: 200, headers: HEADERS, body }),
  },
];

function parse(body: Uint8Array): void {
  let events = 0;
  const count = (): void => void (events += 1);
  const parser = new Parser({ onopentag: count, ontext: count, onclosetag: count });
  parser.end(decodePage(body, undefined, 'html'));
  if (events === 0) throw new Error('a page has nothing in it');
}

function extracted(body: Uint8Array): Extracted {
  const extraction = extract({ url: URL, headers: HEADERS, body, agentToken: 'sitepack' });
  if (extraction.kind !== 'page') throw new Error(`${extraction.content_type} is read as no page`);
  return extraction.page;
}

function hashes({ page, content }: PageAtWork): void {
  contentHash(page);
  textHash(content);
}
