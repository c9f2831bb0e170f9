import { pageKey } from '#core/crawl/url.ts';
import type { Key, Row } from '#ports/table.ts';

/** Fields of a row; those that are undefined it has not. */
export type Fields = Readonly<Record<string, unknown>>;

export function madeRow(fields: Fields & Key): Row {
  // What is undefined is dropped, as stores do; what a test gives is JSON.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  return JSON.parse(JSON.stringify(fields)) as Row;
}

/** The row of a page of index `docs` that was read and packed. */
export function pageRow(url: string, fields: Fields = {}): Row {
  return madeRow({
    pk: 'docs',
    sk: pageKey(url),
    url,
    origin: 'crawl',
    state: 'present',
    visit_for: '',
    attempts: 1,
    failures: 0,
    visit_owner: '',
    visit_until_ms: 0,
    ...fields,
  });
}

/** The row of crawl `docs.c` of one.test. */
export function crawlRow(fields: Fields = {}): Row {
  return madeRow({
    pk: 'docs',
    sk: 'docs.c',
    mark: 'active',
    site: 'one.test',
    scheme: 'https',
    path: '/',
    domains: ['one.test'],
    limits: { depth: 3, pages: 10 },
    state: 'running',
    admitted: 1,
    cut: false,
    started_at_ms: 1,
    ...fields,
  });
}

/** The row of a URL in the frontier of `docs.c`. */
export function urlRow(url: string, fields: Fields = {}): Row {
  return madeRow({ pk: 'docs.c', sk: pageKey(url), mark: 'open', url, depth: 0, parent: '', ...fields });
}

/** What takes `mark` from a row and gives it an outcome. */
export function closed(kind: 'indexed' | 'gone' | 'failed' | 'cancelled' = 'indexed'): Fields {
  const outcomes = {
    indexed: { kind: 'indexed', reason: 'answered 200' },
    gone: { kind: 'gone', status: 404, reason: 'answered 404' },
    failed: { kind: 'failed', code: 'timeout', reason: 'no answer' },
    cancelled: { kind: 'skipped', why: 'cancelled', reason: 'the crawl was cancelled' },
  } as const;
  return { mark: undefined, outcome: outcomes[kind], attempts: 1, links: 0 };
}

/** The row of the timer of one.test in `docs`. */
export function timerRow(fields: Fields = {}): Row {
  return madeRow({
    pk: 'timers',
    sk: 'docs one.test',
    index: 'docs',
    site: 'one.test',
    state: 'running',
    generation: 1,
    revision: 1,
    started_by: 'reset',
    started_at_ms: 1_700_000_000_000,
    timeout_ms: 2000,
    deadline_ms: 1_700_000_002_000,
    callback: { queue: 'pack', message: { type: 'pack_incremental', site: 'one.test', index: 'docs' } },
    mark: '001700000002000',
    ...fields,
  });
}
