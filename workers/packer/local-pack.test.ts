import { readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { SystemScratchFolder } from '#adapters/system/scratch-folder.ts';
import { unzstd } from '#adapters/system/unzstd.ts';
import { CountingRandom } from '#core/lease/testing/counting-random.ts';
import { compressPack } from '#core/pack/compress.ts';
import type { PackRef } from '#core/pack/manifest.ts';
import { packOf, page, temporaryFolder } from '#core/pack/testing/documents.ts';
import { FaultyObjects } from '#ports/testing/faulty-objects.ts';
import { holdPack, keepPack, localPack, makeRoom } from './local-pack.ts';

const { signal } = new AbortController();

/** Makes a pack of one page. */
function makePack(path: string): ReturnType<typeof packOf> {
  return packOf([page({ path: '/', body: 'words' })], path);
}

/** Of that pack. */
const PACK_BYTES = (() => {
  using works = temporaryFolder();
  return makePack(works.file('pack')).bytes;
})();

/** A packer's folder with nothing in it, of which it may fill so much, and an object store. */
async function packerFolder(budget_bytes = 3000) {
  const place = temporaryFolder();
  const scratch = new SystemScratchFolder({ path: place.path, release: () => undefined }, budget_bytes);
  const clock = new VirtualClock();
  const objects = new FaultyObjects();
  const deps = { scratch, clock, objects, unzstd, random: new CountingRandom() };
  return {
    ...deps,
    deps,
    /** Puts a pack of one page into the object store. */
    async publish(): Promise<PackRef> {
      using works = temporaryFolder();
      const path = works.file('pack');
      const built = makePack(path);
      await compressPack({ path, out: `${path}.zst` });
      const key = `packs/made/0-of-1/${built.sha256}.sqlite.zst`;
      const compressed_bytes = await objects.put(key, await readFile(`${path}.zst`));
      return { ...built, key, compressed_bytes };
    },
    /** A finished file of 1000 bytes, kept now. */
    async keep(digit: string): Promise<void> {
      await writeFile(join(scratch.path, 'building'), Buffer.alloc(1000));
      await keepPack(deps, 'building', digit.repeat(64));
    },
    /** The first digits of the packs that lie there. */
    kept: async () => (await readdir(scratch.path)).map((name) => name.slice(0, 1)).toSorted(),
    [Symbol.dispose]: () => place[Symbol.dispose](),
  };
}

describe('a pack on the disk of a packer', () => {
  it('is fetched once, and noted as used each time', async () => {
    using folder = await packerFolder(PACK_BYTES);
    const pack = await folder.publish();
    const name = `${pack.sha256}.sqlite`;
    for (const passed_ms of [0, 1234]) {
      await folder.clock.advance(passed_ms);
      using local = await localPack(folder.deps, pack, signal);
      expect(local.path).toBe(join(folder.scratch.path, name));
      const used_ms = folder.clock.now();
      expect(await folder.scratch.list()).toEqual([{ name, bytes: pack.bytes, used_ms }]);
    }
    expect(folder.objects.streamed).toEqual([pack.key]);
  });

  it('is not fetched where it has no room, and all is deleted that may be', async () => {
    using folder = await packerFolder(PACK_BYTES + 500);
    const pack = await folder.publish();
    for (const digit of ['a', 'b']) await folder.keep(digit);
    using _held = holdPack(folder.deps, 'a'.repeat(64));
    await expect(localPack(folder.deps, pack, signal)).rejects.toMatchObject({
      code: 'no_room',
      message: `no room to fetch ${pack.key}: it needs about 1 MB, and 0 MB are free`,
    });
    expect(await folder.kept()).toEqual(['a']);
    expect(folder.objects.streamed).toEqual([]);
  });

  it('leaves nothing when it arrives damaged', async () => {
    using folder = await packerFolder(PACK_BYTES);
    const pack = await folder.publish();
    folder.objects.damage = (bytes) => bytes.subarray(0, 100);
    await expect(localPack(folder.deps, pack, signal)).rejects.toMatchObject({ code: 'corrupt_pack' });
    expect(await folder.kept()).toEqual([]);
    folder.objects.damage = (bytes) => bytes;
    using _local = await localPack(folder.deps, pack, signal);
    expect(await folder.kept()).toHaveLength(1);
  });
});

describe('room for a pack', () => {
  it('is made before it is fetched, of packs that nobody holds', async () => {
    using folder = await packerFolder(PACK_BYTES + 1500);
    const pack = await folder.publish();
    for (const digit of ['a', 'b']) {
      await folder.keep(digit);
      await folder.clock.advance(1);
    }
    using _held = holdPack(folder.deps, 'a'.repeat(64));
    using _local = await localPack(folder.deps, pack, signal);
    expect(await folder.kept()).toEqual(['a', pack.sha256.slice(0, 1)].toSorted());
  });

  it('is made of the packs that were not used for the longest, and not of what must stay', async () => {
    using folder = await packerFolder();
    for (const digit of ['c', 'a', 'b']) {
      await folder.keep(digit);
      await folder.clock.advance(1);
    }
    await folder.scratch.touch(`${'c'.repeat(64)}.sqlite`, folder.clock.now());
    {
      using _held = holdPack(folder.deps, 'a'.repeat(64));
      expect(await makeRoom(folder.deps, 500)).toBe(1000);
      expect(await folder.kept()).toEqual(['a', 'c']);
    }
    expect(await makeRoom(folder.deps, 1000)).toBe(1000);
    expect(await folder.kept()).toEqual(['a', 'c']);
    using _held = holdPack(folder.deps, 'c'.repeat(64));
    expect(await makeRoom(folder.deps, 9000)).toBe(2000);
    expect(await folder.kept()).toEqual(['c']);
  });

  it('is not made of files that are no finished packs', async () => {
    using folder = await packerFolder();
    await writeFile(join(folder.scratch.path, 'building-x.sqlite'), Buffer.alloc(2000));
    expect(await makeRoom(folder.deps, 3000)).toBe(1000);
    expect(await folder.kept()).toEqual(['b']);
  });

  it('is not made of packs that are in use, by one or by two', async () => {
    using folder = await packerFolder(PACK_BYTES);
    const pack = await folder.publish();
    const one = await localPack(folder.deps, pack, signal);
    {
      using other = await localPack(folder.deps, pack, signal);
      expect(other.path).toBe(one.path);
    }
    await makeRoom(folder.deps, 9e9);
    expect(await folder.kept()).toHaveLength(1);
    one[Symbol.dispose]();
    await makeRoom(folder.deps, 9e9);
    expect(await folder.kept()).toEqual([]);
  });

  it('makes no room by links that are gathered from just now', async () => {
    using folder = await packerFolder();
    for (const name of ['links-made.sqlite', 'links-made.sqlite-journal', 'links-other.sqlite'])
      await writeFile(join(folder.scratch.path, name), Buffer.alloc(900));
    const names = () => readdir(folder.scratch.path);
    const held = folder.scratch.hold('links-made.sqlite');
    await makeRoom(folder.deps, 3000);
    expect((await names()).toSorted()).toEqual(['links-made.sqlite', 'links-made.sqlite-journal']);
    held[Symbol.dispose]();
    await makeRoom(folder.deps, 3000);
    expect(await names()).toEqual([]);
  });
});
