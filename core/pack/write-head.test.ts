import { expect, it } from 'vitest';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { type Fate, FaultyTable } from '#core/lease/testing/faulty-table.ts';
import { type Head, headKey, readHead } from '#core/tables/heads.ts';
import { leasedHead } from './testing/leased-head.ts';
import { PublishLost, writeHead } from './write-head.ts';

const INDEX = 'made';

/** Writes version 5 in place of 4, once something has befallen the head. @returns what is thrown, and the version then. */
async function written(fate: Fate, befalls: Partial<Head> = {}) {
  const table = new FaultyTable();
  const { lease, head } = await leasedHead({ table, clock: new VirtualClock() }, INDEX, {});
  await table.update('heads', headKey(INDEX), { set: befalls });
  table.fate = () => fate;
  const change = {
    set: { version: 5 },
    isMade: (now: Head | undefined) => now?.version === 5,
    undone: 'version 5 was not published',
  };
  const error: unknown = await writeHead(table, lease, head, change).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  table.fate = () => 'done';
  await lease[Symbol.asyncDispose]();
  return { error, version: (await readHead(table, INDEX))?.version };
}

it('a head is changed, though the answer may be lost', async () => {
  expect(await written('done')).toEqual({ error: undefined, version: 5 });
  expect(await written('throws after')).toEqual({ error: undefined, version: 5 });
});

it('a head that could not be written is as it was, and what the table threw is thrown', async () => {
  expect(await written('throws')).toEqual({ error: new Error('the table could not be reached'), version: 4 });
});

it.each<[what: string, befalls: Partial<Head>, why: string]>([
  ['has another version', { version: 7 }, 'the head is at version 7 under fence 1'],
  ['is under another fence', { fence: 9 }, 'the head is at version 4 under fence 9'],
  ['is leased to another', { lease_owner: 'other' }, 'the head is at version 4 under fence 1'],
])('a head that %s is left as it is', async (_what, befalls, why) => {
  const { error, version } = await written('done', befalls);
  expect(error).toEqual(new PublishLost(`version 5 was not published: ${why}`));
  expect(version).toBe(befalls.version ?? 4);
});
