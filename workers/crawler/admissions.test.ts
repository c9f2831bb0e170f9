import { expect, it } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { CountingRandom } from '#core/lease/testing/counting-random.ts';
import { openCrawl, readCrawl } from '#core/tables/crawls.ts';
import type { Changes, Expected, Key, Row } from '#ports/table.ts';
import { Admissions } from './admissions.ts';

const ID = 'site.gov.1';

/** A table whose client tries every update again, its answer being lost. */
class RetriedUpdates extends MemoryTable {
  /** What others do before the second try. */
  meanwhile: () => Promise<unknown> = () => Promise.resolve();

  override async update(
    table: string,
    key: Key,
    changes: Changes,
    expected?: Expected,
  ): Promise<Row | undefined> {
    await super.update(table, key, changes, expected);
    const { meanwhile } = this;
    this.meanwhile = () => Promise.resolve();
    await meanwhile();
    return super.update(table, key, changes, expected);
  }
}

/** A crawl of at most 10 pages, into which processes let pages. */
async function rig(table: RetriedUpdates | MemoryTable) {
  const start = {
    crawl_id: ID,
    index: 'site.gov',
    site: 'site.gov',
    scheme: 'https',
    path: '/',
    domains: ['site.gov'],
    limits: { depth: 5, pages: 10 },
  } as const;
  await openCrawl(table, start, new VirtualClock().now());
  const random = new CountingRandom();
  return {
    ours: new Admissions(table, random),
    others: new Admissions(table, random),
    admitted: async () => (await readCrawl(table, ID))?.admitted,
  };
}

it('lets pages in once, though its change was done and not heard of', async () => {
  const { ours, admitted } = await rig(new RetriedUpdates());
  expect(await ours.admit(ID, 4)).toBe(4);
  expect(await admitted()).toBe(5);
});

it('gives places back once, though its change was done and not heard of', async () => {
  const { ours, admitted } = await rig(new RetriedUpdates());
  await ours.admit(ID, 9);
  await ours.giveBack(ID, 3);
  expect(await admitted()).toBe(7);
});

it('knows its change again when others made theirs since', async () => {
  const table = new RetriedUpdates();
  const { ours, others, admitted } = await rig(table);
  await ours.admit(ID, 9);
  table.meanwhile = async () => {
    for (let n = 0; n < 3; n += 1) await others.admit(ID, 1);
  };
  await ours.giveBack(ID, 4);
  expect(await admitted()).toBe(9);
});

it('knows its change again when others brought the count back to what it was', async () => {
  const table = new RetriedUpdates();
  const { ours, others, admitted } = await rig(table);
  await ours.admit(ID, 9);
  table.meanwhile = () => others.admit(ID, 4);
  await ours.giveBack(ID, 4);
  expect(await admitted()).toBe(10);
});

it('never lets more pages in than the limit, whoever races', async () => {
  const { ours, others, admitted } = await rig(new MemoryTable());
  const granted = await Promise.all([ours.admit(ID, 6), others.admit(ID, 6), ours.admit(ID, 6)]);
  expect(granted.reduce((sum, one) => sum + one, 0)).toBe(9);
  expect(await admitted()).toBe(10);
});
