import { expect, it } from 'vitest';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import {
  MOST_HOSTS,
  addReachedHost,
  deleteReachedHosts,
  readReachedHosts,
} from '#core/tables/crawl-hosts.ts';
import type { Row } from '#ports/table.ts';
import { ReachedHosts } from './reached-hosts.ts';

const ID = 'site.gov.1';

/** A table that counts what is asked of it, and whose client may try an insert again when its answer is lost. */
class CountedTable extends MemoryTable {
  reads = 0;
  retries = false;
  override query(...args: Parameters<MemoryTable['query']>): ReturnType<MemoryTable['query']> {
    this.reads += 1;
    return super.query(...args);
  }
  override async insertNew(table: string, rows: readonly Row[]): Promise<boolean[]> {
    if (this.retries) await super.insertNew(table, rows);
    return super.insertNew(table, rows);
  }
}

it('lets hosts in, each once, and asks no more about those it knows', async () => {
  const table = new CountedTable();
  const hosts = new ReachedHosts(table);
  for (const host of ['a.gov', 'b.gov', 'a.gov', 'b.gov']) expect(await hosts.letIn(ID, host)).toBe(true);
  expect(await readReachedHosts(table, ID)).toEqual(['a.gov', 'b.gov']);
  expect(table.reads).toBe(3);
});

it('keeps crawls apart', async () => {
  const table = new MemoryTable();
  const hosts = new ReachedHosts(table);
  await hosts.letIn(ID, 'a.gov');
  await hosts.letIn('site.gov.2', 'b.gov');
  expect(await readReachedHosts(table, ID)).toEqual(['a.gov']);
});

it('lets a host in once though it was not heard of, or processes race', async () => {
  const table = new CountedTable();
  table.retries = true;
  const [ours, others] = [new ReachedHosts(table), new ReachedHosts(table)];
  const names = Array.from({ length: 20 }, (_, n) => `h${n % 10}.gov`);
  const in_time = await Promise.all(names.flatMap((host) => [ours.letIn(ID, host), others.letIn(ID, host)]));
  expect(in_time.every(Boolean)).toBe(true);
  const reached = await readReachedHosts(table, ID);
  expect(reached.toSorted()).toEqual(Array.from({ length: 10 }, (_, n) => `h${n}.gov`));
});

it('lets no more in than the bound, whichever process asks, and then asks the table no more', async () => {
  const table = new CountedTable();
  for (let n = 0; n < MOST_HOSTS - 1; n += 1) await addReachedHost(table, ID, n, `h${n}.gov`);
  const [ours, others] = [new ReachedHosts(table), new ReachedHosts(table)];
  const let_in = await Promise.all([ours.letIn(ID, 'last.gov'), others.letIn(ID, 'first.gov')]);
  expect(let_in.filter(Boolean)).toHaveLength(1);
  expect(await readReachedHosts(table, ID)).toHaveLength(MOST_HOSTS);
  table.reads = 0;
  for (let n = 0; n < 10; n += 1) expect(await ours.letIn(ID, `more${n}.gov`)).toBe(false);
  expect(await ours.letIn(ID, 'h7.gov')).toBe(true);
  expect(table.reads).toBe(0);
});

it('is forgotten with the crawl', async () => {
  const table = new MemoryTable();
  await new ReachedHosts(table).letIn(ID, 'a.gov');
  await deleteReachedHosts(table, ID);
  expect(await readReachedHosts(table, ID)).toEqual([]);
});
