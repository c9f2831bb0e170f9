import { pino } from 'pino';
import { expect, it } from 'vitest';
import { openPlatform } from '#app/backend/platform.ts';
import { type DaySearches, NO_TOTALS, dayOf } from '#core/searches/day-searches.ts';
import { ensureIndex } from '#core/tables/indexes.ts';
import { writeSearches } from '#core/tables/searches.ts';
import { settingsOf } from '../settings.ts';
import { type TestShell, testShell } from '../testing/test-shell.ts';

const URL = 'https://site.gov/visit';
const QUERY = { without_result: 0, clicks: 0, positions: 0, pages: [] };
const COUNTS: DaySearches = {
  ...NO_TOTALS,
  searches: 1200,
  without_result: 7,
  corrected: 3,
  clicks: 30,
  times: { 8: 1190, 40: 10 },
  queries: [
    { ...QUERY, text: 'opening hours', asked: 1100, clicks: 30, positions: 45 },
    { ...QUERY, text: 'parking', asked: 7, without_result: 7 },
  ],
  pages: [{ url: URL, clicks: 30, positions: 45 }],
};

/** An index that was searched today, or was not. */
async function searched(shell: TestShell, counts?: DaySearches): Promise<void> {
  const platform = await openPlatform(settingsOf(shell, { log_level: 'warn' }), pino({ level: 'silent' }));
  const { table, clock } = platform;
  await ensureIndex(table, 'site.gov', { shards: 1 }, clock.now());
  const of = { index: 'site.gov', day: dayOf(clock.now()), writer: 'one' };
  if (counts !== undefined) await writeSearches(table, of, counts, 0);
  await platform.close();
}

it('tells how an index was searched, as text, JSON and CSV, though nothing runs', async () => {
  await using shell = await testShell();
  await searched(shell, COUNTS);
  expect(await shell.sitepack('index', 'searches', 'site.gov', '--days', '7')).toBe(0);
  expect(shell.out.join('\n')).toBe(
    [
      '1,200 searches of "site.gov" in 7 days: 7 without a result, 3 corrected, 0 partial, 30 clicks',
      'half within 2 ms, 95 % within 2 ms, 99 % within 2 ms',
      '',
      'Queries',
      'QUERY          ASKED  NO RESULT  CLICKS  PLACE',
      'opening hours  1,100          0      30  1.5',
      'parking            7          7       0  -',
      '',
      'Without a result',
      'QUERY    ASKED  NO RESULT  CLICKS  PLACE',
      'parking      7          7       0  -',
      '',
      'With few clicks',
      'QUERY          ASKED  NO RESULT  CLICKS  PLACE',
      'opening hours  1,100          0      30    1.5',
      '',
      'CLICKS  PLACE  PAGE',
      `    30    1.5  ${URL}`,
    ].join('\n'),
  );
  expect(await shell.sitepack('index', 'searches', 'site.gov', '--json')).toBe(0);
  expect(JSON.parse(shell.out.at(-1) ?? '')).toMatchObject({ totals: { searches: 1200 }, query_times: 3 });
  expect(await shell.sitepack('index', 'searches', 'site.gov', '--csv')).toBe(0);
  expect(shell.out.at(-1)).toContain('parking,7,7,0,,1,');
});

it('deletes what was counted, and nothing by halves', async () => {
  await using shell = await testShell();
  await searched(shell, COUNTS);
  expect(await shell.sitepack('index', 'searches', 'site.gov', '--delete', '--days', '3')).toBe(2);
  expect(await shell.sitepack('index', 'searches', 'site.gov', '--delete')).toBe(0);
  expect(await shell.sitepack('index', 'searches', 'site.gov')).toBe(0);
  expect(shell.out.at(-1)).toBe(
    '0 searches of "site.gov" in 30 days: 0 without a result, 0 corrected, 0 partial, 0 clicks',
  );
});

it('of an index that is not there is a failure', async () => {
  await using shell = await testShell();
  expect(await shell.sitepack('index', 'searches', 'nowhere')).toBe(1);
  expect(shell.err.join('\n')).toContain('nowhere');
});
