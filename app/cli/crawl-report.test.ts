import { expect, it } from 'vitest';
import type { CrawlStatus } from './api-schemas.ts';
import { crawlReportText, nextSteps } from './crawl-report.ts';

type Report = NonNullable<CrawlStatus['report']>;

const SITE = 'https://site.gov';
const REPORT: Report = {
  crawl_id: 'site.gov.1',
  index: 'site.gov',
  start: `${SITE}/`,
  complete: true,
  limit_hit: false,
  version: 2,
  counts: { found: 1206, indexed: 1190, failed: 7, unsupported: 9 },
  retries: 2,
  retried: [{ url: `${SITE}/a`, attempts: 3 }],
  problems: [],
  more_problems: false,
  reasons: {},
  refused_links: {},
};
const named = (path: string, duration_ms: number) => ({
  url: `${SITE}${path}`,
  status: 200,
  duration_ms,
  wire_bytes: 40_000,
});
const ANSWERS: NonNullable<Report['answers']> = {
  requests: 1208,
  statuses: { 200: 1190, 304: 9, 503: 7 },
  wire_bytes: 15_000_000,
  body_bytes: 45_000_000,
  times: { median_ms: 84, p95_ms: 210, longest_ms: 2345 },
  span_ms: 60_000,
  conditional: 10,
  not_modified: 9,
  slowest: [named('/slow', 2345), named('/a', 900), named('/b', 800), named('/c', 700)],
  largest: [{ ...named('/big', 80), body_bytes: 3_000_000 }, named('/cut', 80)],
};

function textOf(report: Partial<Report>, status: Partial<CrawlStatus> = {}): string {
  return crawlReportText(statusOf(report, status));
}

function statusOf(report: Partial<Report>, status: Partial<CrawlStatus> = {}): CrawlStatus {
  return {
    crawl_id: 'site.gov.1',
    index: 'site.gov',
    url: `${SITE}/`,
    state: 'done',
    started_at_ms: 0,
    finished_at_ms: 65_000,
    version: 2,
    held: false,
    searchable: true,
    progress: {
      found: 1206,
      fetched: 1190,
      failed: 7,
      skipped: 9,
      bytes: 1,
      refused_links: {},
      pages_per_s: 1,
    },
    waiting: null,
    report: { ...REPORT, ...report },
    ...status,
  };
}

it('says what became of the URLs and why, what was asked for, and how long it took', () => {
  const unsupported = Object.fromEntries(Array.from({ length: 8 }, (_, n) => [`x/${n}`, 1]));
  const reasons = { failed: { timeout: 2, http_503: 5 }, unsupported };
  expect(textOf({ answers: ANSWERS, reasons })).toBe(
    `Crawled ${SITE}/ in 1 min 5 s

  1,206 found
  1,190 indexed
      7 failed: 5 answered 503, 2 timeout
      9 of a type that is not indexed: 1 x/0, 1 x/1, 1 x/2, 1 x/3, 1 x/4, others
  1,208 requests, 14.3 MiB over the wire, 42.9 MiB unpacked
  URLs by their last answer: 200: 1,190, 304: 9, 503: 7
  9 of 10 conditional requests answered 304
  Half of the answers took up to 84 ms, 95 % up to 210 ms, the longest 2.3 s
  2 requests were repeated, for 1 page

Slowest:
   2.3 s  ${SITE}/slow
  900 ms  ${SITE}/a
  800 ms  ${SITE}/b

Largest:
   2.9 MiB  ${SITE}/big
  39.1 KiB  ${SITE}/cut`,
  );
});

it('says which pages say the same', () => {
  const urls = ['/1', '/2', '/3', '/4', '/5'].map((path) => SITE + path);
  const duplicates = { pages: 11, texts: [{ pages: 12, urls }], more: true, all_compared: false };
  expect(textOf({ duplicates })).toMatch(
    [
      'At least 11 pages say the same as another one:',
      `  ${SITE}/1`,
      `      ${SITE}/2`,
      `      ${SITE}/3`,
      '      and 9 more',
      '  and others: --json has more of them',
    ].join('\n'),
  );
  expect(textOf({ duplicates: { pages: 0, texts: [], more: false, all_compared: true } })).not.toMatch(
    'same',
  );
});

it('does without figures that a report does not have', () => {
  expect(textOf({ retries: 0 })).toBe(
    `Crawled ${SITE}/ in 1 min 5 s

  1,206 found
  1,190 indexed
      7 failed
      9 of a type that is not indexed`,
  );
});

it('names what is largest only where something was sent, and says problems in the words of the counts', () => {
  const empty = ANSWERS.largest.map((answer) => ({ ...answer, wire_bytes: 0, body_bytes: 0 }));
  const outcome = { kind: 'refused', by: 'robots', reason: 'robots.txt forbids it' } as const;
  const text = textOf({
    answers: { ...ANSWERS, largest: empty },
    counts: { found: 1, refused: 1 },
    problems: [{ url: `${SITE}/a`, found_on: '', outcome }],
  });
  expect(text).not.toContain('Largest');
  expect(text).toContain('  1 refused\n');
  expect(text).toContain(`${SITE}/a\n      refused (robots): robots.txt forbids it`);
});

it('says in words that it did not see the whole site', () => {
  expect(textOf({ complete: false, blind: true, counts: { found: 2, indexed: 1, failed: 1 } })).toContain(
    '  It did not see the whole site: 1 page could not be looked at, and its links were not seen. What it did not reach stays in the index.',
  );
});

it('names the options that set limits only where a limit cut the crawl', () => {
  const sitemaps = { read: 1, entries: 3, incomplete: 1 };
  expect(textOf({ complete: false, limit_hit: true })).toContain('See --depth, --limit');
  expect(textOf({ complete: false, limit_hit: true, sitemaps })).toMatch(
    /1 sitemap was not read to its end: it did not see the whole site\.$/m,
  );
});

it('says what came and went in the index, and how to see it', () => {
  const documents = { since: 4, added: 1012, changed: 3, removed: 2, unchanged: 410 };
  const version = { version: 7 };
  expect(textOf({ documents }, version)).toContain(
    'in 1 min 5 s\nIn "site.gov": 1,012 new, 3 changed, 2 gone, 410 as before; version 7\n\n',
  );
  expect(nextSteps(statusOf({ documents }, version))).toContain(
    '\n  sitepack index diff site.gov --from 4 --to 7\n',
  );
  expect(textOf({ documents }, { version: null, held: true })).toContain(
    '\nIn the version of "site.gov" that was held: 1,012 new, 3 changed',
  );
  expect(textOf({ documents }, { version: 0 })).not.toContain('new');
});

it('says that nothing did, and of a first version that all is new', () => {
  const same = { since: 2, added: 0, changed: 0, removed: 0, unchanged: 410 };
  expect(textOf({ documents: same })).toContain(
    '\nIn "site.gov": nothing new, changed or gone, 410 as before; version 2\n',
  );
  expect(nextSteps(statusOf({ documents: same }))).not.toContain('diff');
  const first = { since: 0, added: 410, changed: 0, removed: 0, unchanged: 0 };
  expect(textOf({ documents: first })).toContain('\nIn "site.gov": 410 new; version 2\n');
  expect(nextSteps(statusOf({ documents: first }))).not.toContain('diff');
  expect(nextSteps(statusOf({}))).toContain('sitepack index diff site.gov --from 1 --to 2');
});

it('names other start pages of the index at which it began too', () => {
  const other_starts = ['/a', '/b', '/c', '/d'].map((path) => SITE + path);
  const said = 'At its end it began at';
  expect(textOf({ other_starts })).toContain(
    `\n  ${said} 4 other start pages of the index too, to which nothing had led: ${SITE}/a, ${SITE}/b, ${SITE}/c and 1 more`,
  );
  expect(textOf({ other_starts: other_starts.slice(0, 1) })).toContain(
    `${said} another start page of the index too, to which nothing had led: ${SITE}/a`,
  );
  expect(textOf({})).not.toContain(said);
});
