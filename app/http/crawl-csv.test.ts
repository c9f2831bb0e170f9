import { expect, it } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { pageKey } from '#core/crawl/url.ts';
import type { Outcome } from '#core/crawl/outcome.ts';
import { closeUrl, openUrls } from '#core/tables/frontier.ts';
import { crawlCsv } from './crawl-csv.ts';

const START = 'https://site.gov/';

async function csvOf(outcomes: readonly (Outcome | undefined)[]): Promise<string[]> {
  const table = new MemoryTable();
  const urls = outcomes.map((_, n) => `https://site.gov/${n}`);
  await openUrls(
    table,
    'site.1',
    urls.map((url) => ({ url, depth: 1, parent: START })),
  );
  for (const [n, outcome] of outcomes.entries())
    if (outcome !== undefined)
      await closeUrl(table, 'site.1', urls[n] ?? '', { outcome, attempts: 1, links: 2 });
  return (await Array.fromAsync(crawlCsv(table, { pk: 'site', sk: 'site.1' }))).join('').split('\r\n');
}

it('has a line for each URL, with what became of it', async () => {
  expect(
    await csvOf([
      { kind: 'indexed', reason: 'answered 200' },
      { kind: 'redirected', to: 'https://site.gov/b', status: 301, reason: 'answered 301' },
      { kind: 'refused', by: 'robots', reason: 'Disallow: /2' },
      { kind: 'failed', code: 'http_status', status: 500, reason: 'answered 500' },
      undefined,
      { kind: 'refused', by: 'trap', trap: 'calendar', reason: 'a date far off' },
    ]),
  ).toEqual([
    'url,depth,found_on,outcome,detail,status,to,reason,attempts,links,wire_bytes,body_bytes,duration_ms,answered_at,text_hash,near,refused_links',
    `https://site.gov/0,1,${START},indexed,,,,answered 200,1,2,,,,,,,`,
    `https://site.gov/1,1,${START},redirected,,301,https://site.gov/b,answered 301,1,2,,,,,,,`,
    `https://site.gov/2,1,${START},refused,robots,,,Disallow: /2,1,2,,,,,,,`,
    `https://site.gov/3,1,${START},failed,http_status,500,,answered 500,1,2,,,,,,,`,
    `https://site.gov/4,1,${START},open,,,,,0,0,,,,,,,`,
    `https://site.gov/5,1,${START},refused,calendar,,,a date far off,1,2,,,,,,,`,
    '',
  ]);
});

it('quotes what would end a cell, and lets nothing be a formula', async () => {
  const reasons = ['a "b", c', 'one\ntwo', '=1+1', '-cmd', '@x'];
  const text = (await csvOf(reasons.map((reason) => ({ kind: 'gone', status: 404, reason })))).join('\r\n');
  for (const cell of ['"a ""b"", c"', '"one\ntwo"', "'=1+1", "'-cmd", "'@x"])
    expect(text).toContain(`,${cell},1,2`);
});

it('has all lines of a crawl of many pages, once', async () => {
  const lines = await csvOf(Array.from({ length: 450 }, () => undefined));
  expect(lines).toHaveLength(452);
  expect(new Set(lines).size).toBe(452);
});

it('says what the answers were and what is told of a page besides, as far as it is known', async () => {
  const table = new MemoryTable();
  const outcome = { kind: 'indexed', reason: 'answered 200' } as const;
  const answer = { status: 200, wire_bytes: 512, duration_ms: 84, at_ms: Date.UTC(2026, 0, 2) };
  const ends = [
    {
      answer: { ...answer, body_bytes: 1210 },
      text_hash: '0123456789abcdef',
      kept_out: { domain: 2, nofollow: 3 },
    },
    { answer },
    { answer: { ...answer, at_ms: 1e300 } },
  ];
  const urls = ends.map((_, n) => `https://site.gov/${n}`);
  await openUrls(
    table,
    'site.1',
    urls.map((url) => ({ url, depth: 1, parent: START })),
  );
  for (const [n, end] of ends.entries())
    await closeUrl(table, 'site.1', urls[n] ?? '', { outcome, attempts: 1, links: 2, ...end });
  await table.put('pages', {
    pk: 'site',
    sk: pageKey(START + '0'),
    url: START + '0',
    origin: 'crawl',
    state: 'present',
    visit_for: '',
    attempts: 1,
    failures: 0,
    visit_owner: '',
    visit_until_ms: 0,
    near: START + '1',
  });
  const [, ...lines] = (await Array.fromAsync(crawlCsv(table, { pk: 'site', sk: 'site.1' })))
    .join('')
    .split('\r\n');
  expect(lines.map((line) => line.split('indexed,').at(-1))).toEqual([
    ',200,,answered 200,1,2,512,1210,84,2026-01-02T00:00:00.000Z,0123456789abcdef,https://site.gov/1,domain=2 nofollow=3',
    ',200,,answered 200,1,2,512,,84,2026-01-02T00:00:00.000Z,,,',
    ',200,,answered 200,1,2,512,,84,,,,',
    '',
  ]);
});
