import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { InlineCompute } from '#adapters/system/inline-compute.ts';
import { SystemScratchFolder } from '#adapters/system/scratch-folder.ts';
import { unzstd } from '#adapters/system/unzstd.ts';
import { hashShards } from '#core/cluster/shard-range.ts';
import { CountingRandom } from '#core/lease/testing/counting-random.ts';
import { type BuildTasks, buildTasks } from '#core/pack/build-tasks.ts';
import { compressPack } from '#core/pack/compress.ts';
import type { ShardEntry } from '#core/pack/manifest.ts';
import { packOf, page, temporaryFolder } from '#core/pack/testing/documents.ts';
import { ComputeTimeout } from '#ports/compute.ts';
import { FaultyObjects } from '#ports/testing/faulty-objects.ts';
import { goldenAnswers } from './golden-answers.ts';
import { UNHEARD } from './testing/handling.ts';

const golden = [
  { query: 'harbour seals', expected: '/seals', top: 2 },
  { query: 'harbour', expected: 'https://site.gov/map', top: 10 },
];

/** A packer whose disk has room for `packs` small packs, and an object store with packs of one page each. */
async function rig(packs: number) {
  const place = temporaryFolder();
  const clock = new VirtualClock();
  const objects = new FaultyObjects();
  const asked: string[] = [];
  const ask_pack: BuildTasks['ask_pack'] = (request) => {
    asked.push(request.path);
    return buildTasks.ask_pack(request);
  };
  const compute = new InlineCompute<BuildTasks>({ ...buildTasks, ask_pack });
  const publish = async (name: string, body: string): Promise<ShardEntry> => {
    using works = temporaryFolder();
    const path = works.file('pack');
    const built = packOf([page({ path: `/${name}`, title: name, body })], path);
    await compressPack({ path, out: `${path}.zst` });
    const key = `packs/made/${name}/${built.sha256}.sqlite.zst`;
    const compressed_bytes = await objects.put(key, await readFile(`${path}.zst`));
    const [shard] = hashShards(1);
    if (shard === undefined) throw new Error('no shard');
    return { ...shard, pack: { ...built, key, compressed_bytes } };
  };
  const seals = await publish('seals', 'harbour seals on the rocks');
  const map = await publish('map', 'the way to the harbour');
  const other = await publish('other', 'seals and harbour, harbour and seals: harbour seals');
  const room = packs * Math.max(...[seals, map, other].map(({ pack }) => pack.bytes));
  const scratch = new SystemScratchFolder({ path: place.path, release: () => undefined }, room);
  const deps = { scratch, clock, objects, unzstd, random: new CountingRandom(), compute };
  return { deps, asked, objects, seals, map, other, [Symbol.dispose]: () => place[Symbol.dispose]() };
}

const rules = { golden, tuned: (query: string) => ({ query }) };

it('golden queries are asked of all shards of both versions, each with the words of all its shards', async () => {
  using made = await rig(10);
  const { seals, map, other } = made;
  const versions = { live: [seals, map], candidate: [other, map] };
  expect(await goldenAnswers(made.deps, rules, versions, UNHEARD)).toEqual([
    { ...golden[0], before: 1, after: null },
    { ...golden[1], before: 1, after: 2 },
  ]);
  expect(made.asked).toHaveLength(4);
});

it('packs are fetched one after the other, where no more than one has room', async () => {
  using made = await rig(1);
  const { seals, map, other } = made;
  const versions = { live: [seals, map], candidate: [seals, other] };
  const answers = await goldenAnswers(made.deps, rules, versions, UNHEARD);
  expect(answers.map(({ before, after }) => [before, after])).toEqual([
    [1, 1],
    [1, null],
  ]);
  expect(made.objects.streamed).toHaveLength(7);
});

it('no golden queries cost nothing, and those that take too long hold nothing', async () => {
  using made = await rig(10);
  const versions = { live: [made.seals], candidate: [made.map] };
  expect(await goldenAnswers(made.deps, { ...rules, golden: [] }, versions, UNHEARD)).toEqual([]);
  expect(made.objects.streamed).toEqual([]);
  const slow = Object.assign(Object.create(InlineCompute.prototype), {
    run: () => Promise.reject(new ComputeTimeout('ask_pack', 1)),
  });
  expect(await goldenAnswers({ ...made.deps, compute: slow }, rules, versions, UNHEARD)).toEqual([]);
});
