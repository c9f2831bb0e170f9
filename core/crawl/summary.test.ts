import { expect, test } from 'vitest';
import type { FrontierRow } from '#core/tables/frontier.ts';
import type { Outcome } from './outcome.ts';
import { summarize } from './summary.ts';

const KEPT_OUT: Outcome = { kind: 'refused', by: 'trap', trap: 'calendar', reason: 'a date far off' };
const GONE: Outcome = { kind: 'gone', status: 404, reason: 'answered 404' };
const START = { site: 'site.gov', path: '/start' };
const START_URL = 'https://site.gov/start';
const READ: Outcome = { kind: 'indexed', reason: 'answered 200' };

async function* rows(...outcomes: readonly Outcome[]): AsyncGenerator<FrontierRow> {
  for (const [n, outcome] of outcomes.entries())
    yield { pk: 'made.1', sk: String(n), url: `https://site.gov/${n}`, depth: 1, parent: '', outcome };
}

function summed(...outcomes: readonly Outcome[]) {
  return summarize(rows(...outcomes), { start: START, wasReadable: () => Promise.resolve(true) });
}

test('links that were kept out are counted, named after other problems, and blind nobody', async () => {
  const { counts, problems, blind } = await summed(READ, KEPT_OUT, GONE);
  expect(counts).toEqual({ found: 3, indexed: 1, refused: 1, gone: 1 });
  expect(problems.map(({ outcome }) => outcome)).toEqual([GONE, KEPT_OUT]);
  expect(blind).toBe(false);
});

test.each<Outcome>([
  { kind: 'redirected', to: 'https://other.gov/', status: 302, reason: 'answered 302' },
  { kind: 'alias', of: 'https://other.gov/', reason: 'its canonical URL' },
])('a start page that leads away is a problem where there is nothing else: %j', async (away) => {
  expect((await summed(away)).problems.map(({ outcome }) => outcome)).toEqual([away]);
  expect((await summed(away, READ)).problems).toEqual([]);
});

test('a sitemap that leads away is no problem', async () => {
  const away: Outcome = { kind: 'redirected', to: 'https://site.gov/', status: 301, reason: 'answered 301' };
  const { problems } = await summarize(sitemapAnd(away), {
    start: START,
    wasReadable: () => Promise.resolve(true),
  });
  expect(problems).toEqual([]);
});

test('however many are kept out, they take no place of other problems', async () => {
  const kept_out = Array.from({ length: 1200 }, () => KEPT_OUT);
  const { problems, more_problems } = await summed(...kept_out, READ, GONE);
  expect(problems).toHaveLength(1000);
  expect(problems[0]?.outcome).toEqual(GONE);
  expect(more_problems).toBe(true);
});

async function* sitemapAnd(outcome: Outcome): AsyncGenerator<FrontierRow> {
  yield* rows(READ);
  const sitemap = { guessed: false, further: 0 };
  const url = 'https://site.gov/sitemap.xml';
  yield { pk: 'made.1', sk: 'sitemap', url, depth: 0, parent: 'https://site.gov/', sitemap, outcome };
}

const SITEMAP = { kind: 'sitemap', pages: 3, sitemaps: 2, reason: 'a sitemap' } as const;
const CUT = 'it is not well formed';

test.each<[what: string, outcome: Outcome, read: number, incomplete: number, problems: number]>([
  ['that is read', SITEMAP, 1, 0, 0],
  ['that is read to some point', { ...SITEMAP, incomplete: CUT }, 1, 1, 1],
  ['of which nothing can be read', { ...SITEMAP, pages: 0, sitemaps: 0, incomplete: CUT }, 0, 1, 1],
  ['that is not there', { kind: 'sitemap', pages: 0, sitemaps: 0, reason: 'none' }, 0, 0, 0],
  ['that somebody named and is gone', GONE, 0, 0, 1],
])('a sitemap %s is no page', async (_, outcome, read, incomplete, problems) => {
  const summary = await summarize(sitemapAnd(outcome), {
    start: START,
    wasReadable: () => Promise.resolve(true),
  });
  expect(summary.counts).toEqual({ found: 1, indexed: 1 });
  expect(summary.sitemaps).toEqual({ read, entries: read * 5, incomplete });
  expect(summary.problems).toHaveLength(problems);
  expect(summary.blind).toBe(false);
});

test.each([true, false])(
  'a sitemap that cannot be read blinds a crawl if it could be before: %s',
  async (before) => {
    const failed: Outcome = { kind: 'failed', code: 'http_status', status: 500, reason: 'answered 500' };
    const { blind } = await summarize(sitemapAnd(failed), {
      start: START,
      wasReadable: () => Promise.resolve(before),
    });
    expect(blind).toBe(before);
  },
);

test.each<[what: string, blinds: boolean, row: Partial<FrontierRow>]>([
  ['the start page', true, { url: START_URL, depth: 0 }],
  ['what the start page points to', true, { depth: 0, redirects: [START_URL] }],
  ['another page', false, { depth: 1 }],
  ['a further start page', false, { depth: 0, other_start: true }],
  ['what a further start page points to', false, { depth: 0, redirects: ['https://site.gov/other'] }],
])('%s that fails, and could never be read, blinds a crawl: %s', async (_, blinds, where) => {
  async function* crawl(): AsyncGenerator<FrontierRow> {
    yield* rows(READ);
    const outcome: Outcome = { kind: 'failed', code: 'http_status', status: 500, reason: 'answered 500' };
    const url = 'https://site.gov/failed';
    yield { pk: 'made.1', sk: 'failed', url, depth: 0, parent: '', outcome, ...where };
  }
  const { blind } = await summarize(crawl(), { start: START, wasReadable: () => Promise.resolve(false) });
  expect(blind).toBe(blinds);
});

test.each([true, false])(
  'a further start page is told, and blinds a crawl if it fails and could be read before: %s',
  async (before) => {
    const url = 'https://site.gov/other';
    async function* begunAgain(): AsyncGenerator<FrontierRow> {
      yield* rows(READ);
      const outcome: Outcome = { kind: 'failed', code: 'timeout', reason: 'no answer' };
      yield { pk: 'made.1', sk: 'other', url, depth: 0, parent: '', other_start: true, outcome };
    }
    const { other_starts, blind } = await summarize(begunAgain(), {
      start: START,
      wasReadable: () => Promise.resolve(before),
    });
    expect({ other_starts, blind }).toEqual({ other_starts: [url], blind: before });
  },
);

test('a page that somebody named as a sitemap is a page', async () => {
  const { counts, sitemaps } = await summarize(sitemapAnd(READ), {
    start: START,
    wasReadable: () => Promise.resolve(true),
  });
  expect([counts, sitemaps]).toEqual([
    { found: 2, indexed: 2 },
    { read: 0, entries: 0, incomplete: 0 },
  ]);
});

test('every row is in the figures of answers, and pages alone in reasons and duplicates', async () => {
  const answer = { status: 200, wire_bytes: 10, body_bytes: 30, duration_ms: 5, at_ms: 1 };
  async function* crawl(): AsyncGenerator<FrontierRow> {
    for await (const row of sitemapAnd({ kind: 'sitemap', pages: 1, sitemaps: 0, reason: 'a sitemap' }))
      yield { ...row, answer, attempts: 1, text_hash: 'a' };
    yield* rows(GONE, KEPT_OUT);
    yield {
      pk: 'made.1',
      sk: '9',
      url: 'https://site.gov/9',
      depth: 1,
      parent: '',
      outcome: READ,
      text_hash: 'a',
    };
  }
  const { answers, reasons, duplicates } = await summarize(crawl(), {
    start: START,
    wasReadable: () => Promise.resolve(true),
  });
  expect(answers).toMatchObject({ requests: 2, wire_bytes: 20, statuses: { 200: 2 } });
  expect(reasons).toEqual({ gone: { http_404: 1 }, refused: { calendar: 1 } });
  expect(duplicates).toMatchObject({
    pages: 1,
    texts: [{ urls: ['https://site.gov/0', 'https://site.gov/9'] }],
  });
});

test('what was read against the wish of its host is counted by wish', async () => {
  const { overridden } = await summed(
    READ,
    { ...READ, overridden: ['robots'] },
    { ...READ, overridden: ['noindex', 'robots'] },
    { ...GONE, overridden: ['noindex'] },
  );
  expect(overridden).toEqual({ robots: 2, noindex: 2 });
});
