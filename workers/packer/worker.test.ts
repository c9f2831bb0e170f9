import { expect, it } from 'vitest';
import { ensureIndex, readIndex } from '#core/tables/indexes.ts';
import type { Message } from '#messages/registry.ts';
import type { Idling } from '#runtime/worker.ts';
import { crampedPacker } from './testing/cramped-packer.ts';
import { packerWorker } from './worker.ts';

it.each<Message>([
  { type: 'pack_full', site: 'site.gov' },
  { type: 'pack_full', site: 'other.gov', index: 'site.gov' },
  { type: 'rollback', index: 'site.gov' },
])('whoever looks at an index sees that a message for it was given up: %j', async (message) => {
  using packer = await crampedPacker(1);
  const { table } = packer.deps;
  await ensureIndex(table, 'site.gov', { shards: 1 }, 0);
  const { onDead } = await packerWorker(packer.deps);
  // Of an idling nothing is used.
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion
  await onDead?.(message, 'it broke', {} as Idling);
  const waiting = `${message.type} failed: it broke; see "sitepack dead list"`;
  expect(await readIndex(table, 'site.gov')).toMatchObject({ waiting });
});
