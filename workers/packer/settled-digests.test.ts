import { expect, it } from 'vitest';
import { hashShards } from '#core/cluster/shard-range.ts';
import { nearDigest, packsDigest, shardDigest } from './settled-digests.ts';

const pack = (digit: string) => {
  return { sha256: digit.repeat(64), key: digit, bytes: 1, compressed_bytes: 1, documents: 0 };
};
const shards = hashShards(2).map(({ name, definition }) => ({ name, definition, pack: pack('a') }));

it('a digest of near pages is the same whatever their order, and another where one is', () => {
  const near = [
    ['https://a/', 'https://b/'],
    ['https://b/', 'https://a/'],
  ] as const;
  expect(nearDigest(new Map(near))).toBe(nearDigest(new Map(near.toReversed())));
  const others = [[], near.slice(1), [near[0], ['https://b/', 'https://c/']]] as const;
  for (const other of others) expect(nearDigest(new Map(other))).not.toBe(nearDigest(new Map(near)));
});

it('digests of shards tell their packs, and by which pages they were compared', () => {
  const [first, second] = shards;
  if (first === undefined || second === undefined) throw new Error('two shards were made');
  const all = [
    shardDigest(first, ''),
    shardDigest(first, 'pages'),
    shardDigest(second, ''),
    shardDigest({ ...first, pack: pack('b') }, ''),
    shardDigest({ ...first, pack: undefined }, ''),
    packsDigest(shards),
    packsDigest(shards.toReversed()),
    packsDigest([first]),
  ];
  expect(new Set(all)).toHaveProperty('size', all.length);
});
