import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { pageKey } from '#core/crawl/url.ts';
import { linksFile } from './links-file.ts';
import { noteNear } from './note-near.ts';
import { URLS, crampedPacker } from './testing/cramped-packer.ts';
import { UNHEARD } from './testing/handling.ts';

const [first = '', ...others] = URLS;
const [last = '', before_last = ''] = others.toReversed();

describe('pages that are near to another one', () => {
  it.each([3, 1])('are found and noted, where packs have room at a time: %i', async (packs) => {
    using packer = await crampedPacker(packs);
    const { deps, shards, objects } = packer;
    const links = linksFile('made');
    await writeFile(join(deps.scratch.path, links), '');
    await deps.scratch.touch(links, 0);
    for (const url of URLS) await deps.table.put('pages', { pk: 'made', sk: pageKey(url), url });
    await deps.table.update('pages', { pk: 'made', sk: pageKey(first) }, { set: { near: last } });
    const before = new Map([[first, last]]);
    const noted = await noteNear(deps, { index: 'made', shards }, before, UNHEARD);
    expect(noted.near_duplicates).toBe(2);
    const near = new Map<string, unknown>();
    for (const url of URLS) {
      const row = await deps.table.get('pages', { pk: 'made', sk: pageKey(url) });
      if (row?.['near'] !== undefined) near.set(url, row['near']);
    }
    expect(near).toEqual(noted.near);
    expect(near).toEqual(
      new Map([
        [last, before_last],
        [before_last, last],
      ]),
    );
    expect(objects.streamed).toHaveLength(3);
    const left = (await deps.scratch.list()).map(({ name }) => name);
    expect(left).toHaveLength(packs + 1);
    expect(left).toContain(links);
  });

  it('leave no file on the disk where looking for them fails', async () => {
    const find_near = () => {
      throw new Error('a compute thread ended with code 1');
    };
    using packer = await crampedPacker(3, { find_near });
    const { deps, shards } = packer;
    await expect(noteNear(deps, { index: 'made', shards }, new Map(), UNHEARD)).rejects.toThrow(
      'ended with code 1',
    );
    const kept = shards.map(({ pack }) => `${pack.sha256}.sqlite`).toSorted();
    expect((await deps.scratch.list()).map(({ name }) => name)).toEqual(kept);
  });
});
