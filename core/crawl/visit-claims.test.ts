import { expect, it } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { CountingRandom } from '#core/lease/testing/counting-random.ts';
import { readPage } from '#core/tables/pages.ts';
import { pageKey } from './url.ts';
import { VisitClaims } from './visit-claims.ts';

const PAGE = { index: 'made', url: 'https://site.gov/' };
const KEY = { pk: 'made', sk: pageKey(PAGE.url) };

it('a claim is of the row that was read: who set the page back meanwhile is not overlooked', async () => {
  const table = new MemoryTable();
  const claims = new VisitClaims({ table, clock: new VirtualClock(), random: new CountingRandom() }, 10_000);
  const row = { url: PAGE.url, origin: 'crawl', state: 'absent', mark: 'pending', content_hash: 'a' };
  const idle = { visit_for: '', attempts: 0, failures: 0, visit_owner: '', visit_until_ms: 0 };
  await table.put('pages', { ...KEY, ...row, ...idle });
  const before = await readPage(table, KEY.pk, KEY.sk);
  await table.update('pages', KEY, { set: { state: 'present' }, remove: ['mark'] }, {});
  expect(await claims.take(PAGE, before)).toBeTypeOf('number');
  const anew = await readPage(table, KEY.pk, KEY.sk);
  expect(await claims.take(PAGE, anew)).toMatchObject({ attempts: 1 });
});
