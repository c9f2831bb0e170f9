import { expect, it } from 'vitest';
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
      await collectGarbage({ ...ports, clock, settings }, lease, live, ports.log);
    });
  const left = async () => {
    const lists = await Promise.all(['packs/', 'manifests/'].map((prefix) => ports.objects.list(prefix)));
    return lists.flatMap(({ objects }) => objects.map(({ key }) => key));
  };
  // A newer packer wrote it again while this one, whose lease is over, slept before its delete.
  await collectAfter(settings.lease_ms);
  expect(await left()).toEqual([kept, unnamed, beside]);
  await collectAfter(settings.lease_ms * 4);
  expect(await left()).toEqual([kept]);
});
