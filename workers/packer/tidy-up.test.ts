import { pino } from 'pino';
import { expect, it } from 'vitest';
import { MemoryObjects } from '#adapters/memory/memory-objects.ts';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { CountingRandom } from '#core/lease/testing/counting-random.ts';
import { hold } from '#core/pack/hold.ts';
import { type Manifest, type ShardEntry, packKey } from '#core/pack/manifest.ts';
import { tidyUp } from './tidy-up.ts';
import { withLease } from './with-lease.ts';

const settings = { keep_s: 1, keep_versions: 1, lease_ms: 10_000 };
const keyOf = (digit: string): string => packKey('made', '0-of-1', digit.repeat(64), 1);
const shard = (digit: string): ShardEntry => ({
  name: '0-of-1',
  definition: { kind: 'hash', from: 0, to: 2 ** 32 },
  pack: { sha256: digit.repeat(64), key: keyOf(digit), bytes: 1, compressed_bytes: 1, documents: 0 },
});
const live: Manifest = {
  format: 1,
  index: 'made',
  version: 1,
  parent: null,
  fence: 1,
  created_at_ms: 0,
  reason: 'a test',
  shards: [shard('a')],
};

it('deletes nothing while what the held version names is not known, for its manifest cannot be read', async () => {
  const clock = new VirtualClock();
  const objects = new MemoryObjects({ clock });
  const ports = { table: new MemoryTable(), objects, clock, random: new CountingRandom(), settings };
  const packs = async () => (await objects.list('packs/')).objects.map(({ key }) => key);
  for (const digit of ['a', 'b', 'c']) await objects.put(keyOf(digit), Buffer.from('x'));
  await clock.advance(settings.lease_ms * 4);
  await withLease(ports, 'made', new AbortController().signal, async (lease, head) => {
    const next = { shards: [shard('b')], created_at_ms: 0, reason: 'a test', weights: undefined };
    const held = await hold(ports, lease, head, { ...next, since_ms: 0, lost: 1, reasons: [] });
    const manifest = await objects.get(held.manifest_key);
    const log = pino({ level: 'silent' });
    await objects.put(held.manifest_key, Buffer.from('torn'));
    await tidyUp(ports, lease, live, log);
    expect(await packs()).toEqual(['a', 'b', 'c'].map(keyOf));
    await objects.put(held.manifest_key, manifest ?? Buffer.of());
    await tidyUp(ports, lease, live, log);
    expect(await packs()).toEqual(['a', 'b'].map(keyOf));
  });
});
