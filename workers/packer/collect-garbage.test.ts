import { createHash } from 'node:crypto';
import { pino } from 'pino';
import { expect, it } from 'vitest';
import { MemoryObjects } from '#adapters/memory/memory-objects.ts';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { CountingRandom } from '#core/lease/testing/counting-random.ts';
import { type Manifest, manifestKey, packKey } from '#core/pack/manifest.ts';
import { embedded } from '../../test/embedded.ts';
import { collectGarbage } from './collect-garbage.ts';
import { withLease } from './with-lease.ts';

const settings = { keep_s: 1, keep_versions: 1, lease_ms: 10_000 };
const hash = (digit: string): string => digit.repeat(64);
const kept = packKey('made', '0-of-1', hash('a'), 1);
const unnamed = packKey('made', '0-of-1', hash('b'), 1);
const beside = manifestKey('made', 1, hash('c'));

const live: Manifest = {
  format: 1,
  index: 'made',
  version: 2,
  parent: null,
  fence: 1,
  created_at_ms: 0,
  reason: 'a test',
  shards: [
    {
      name: '0-of-1',
      definition: { kind: 'hash', from: 0, to: 2 ** 32 },
      pack: { sha256: hash('a'), key: kept, bytes: 1, compressed_bytes: 1, documents: 0 },
    },
  ],
};

it('deletes what no kept version names, but nothing that was written a moment ago', async () => {
  await using ports = await embedded();
  for (const key of [kept, unnamed, beside]) await ports.objects.put(key, Buffer.from('x'));
  const collectAfter = (passed_ms: number) =>
    withLease({ ...ports, settings }, 'made', new AbortController().signal, async (lease) => {
      const clock = {
        now: () => ports.clock.now() + passed_ms,
        monotonic: () => ports.clock.monotonic(),
        sleep: (ms: number, signal?: AbortSignal) => ports.clock.sleep(ms, signal),
      };
      await collectGarbage({ ...ports, clock, settings }, lease, { live }, ports.log);
    });
  const left = async () => {
    const lists = await Promise.all(['packs/', 'manifests/'].map((prefix) => ports.objects.list(prefix)));
    return lists.flatMap(({ objects }) => objects.map(({ key }) => key));
  };
  // A newer packer, of which this one has not heard, has just put them, and is about to name them.
  await collectAfter(settings.lease_ms);
  expect(await left()).toEqual([kept, unnamed, beside]);
  await collectAfter(settings.lease_ms * 4);
  expect(await left()).toEqual([kept]);
});

it('hits nothing that was stored anew under a later lease while it slept before a delete', async () => {
  const clock = new VirtualClock();
  const table = new MemoryTable();
  const anew = packKey('made', '0-of-1', hash('b'), 2);
  const objects = new (class extends MemoryObjects {
    override async delete(keys: readonly string[]): Promise<void> {
      await this.put(anew, Buffer.from('x'));
      await super.delete(keys);
    }
  })({ clock });
  const ports = { table, objects, clock, random: new CountingRandom(), settings };
  for (const key of [kept, unnamed]) await objects.put(key, Buffer.from('x'));
  await clock.advance(settings.lease_ms * 4);
  await withLease(ports, 'made', new AbortController().signal, (lease) =>
    collectGarbage(ports, lease, { live }, pino({ level: 'silent' })),
  );
  const left = (await objects.list('packs/')).objects.map(({ key }) => key);
  expect(left).toEqual([kept, anew]);
});

it('leaves the packs of a version as long as its manifest is there, and takes the manifest first', async () => {
  const clock = new VirtualClock();
  const deleted: string[] = [];
  const objects = new (class extends MemoryObjects {
    override async delete(keys: readonly string[]): Promise<void> {
      deleted.push(...keys);
      await super.delete(keys);
    }
  })({ clock });
  const ports = { table: new MemoryTable(), objects, clock, random: new CountingRandom(), settings };
  const [shard] = live.shards;
  if (shard === undefined) throw new Error('the live version has a shard');
  const older = packKey('made', '0-of-1', hash('d'), 1);
  const before = { ...live, version: 1, shards: [{ ...shard, pack: { ...shard.pack, key: older } }] };
  const text = Buffer.from(JSON.stringify(before));
  const sha256 = createHash('sha256').update(text).digest('hex');
  const parent = { key: manifestKey('made', 1, sha256), sha256 };
  const collect = () =>
    withLease(ports, 'made', new AbortController().signal, (lease) =>
      collectGarbage(ports, lease, { live: { ...live, parent } }, pino({ level: 'silent' })),
    );
  for (const key of [kept, older]) await objects.put(key, Buffer.from('x'));
  await clock.advance(settings.lease_ms * 4);
  await objects.put(parent.key, text);
  await collect();
  expect(deleted).toEqual([]);
  await clock.advance(settings.lease_ms * 4);
  await collect();
  expect(deleted).toEqual([parent.key, older]);
});
