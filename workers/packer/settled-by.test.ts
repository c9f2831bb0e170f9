import { hash } from 'node:crypto';
import { expect, it } from 'vitest';
import { openPack } from '#core/pack/open.ts';
import { SETTLED_BY } from '#core/tables/settled.ts';
import { localPack } from './local-pack.ts';
import { MadeIndex } from './testing/made-index.ts';

/** Of a text of its own for each seed. */
function words(seed: number): string[] {
  return Array.from(
    { length: 200 },
    (_, n) => `word${(Math.imul(n + 1000 * seed, 2_654_435_761) >>> 8) % 5000}`,
  );
}

/** What a full packing makes of pages of which some are near to others, gone, changed, or another one. */
async function packed(index: MadeIndex) {
  const { deps } = index;
  for (let n = 0; n < 8; n += 1) await index.put(n, { words: words(n % 5), links: [(n + 1) % 8, 3, 8] });
  await index.put(7, { words: [...words(4), 'more'], links: [0] });
  await index.crawled();
  await index.pack();
  await index.put(0, { words: words(9), links: [2, 5] });
  await index.drop(6);
  await index.drop(8, 5);
  await index.crawled();
  await index.pack();
  const rows: unknown[] = [];
  for (const { pack } of (await index.live())?.shards ?? []) {
    using local = await localPack(deps, pack, new AbortController().signal);
    using opened = new DisposableStack();
    const db = opened.adopt(openPack(local.path), (open) => open.close());
    rows.push(
      ...db.prepare('SELECT id, fingerprint, anchors, links_in FROM documents ORDER BY id').raw().all(),
    );
  }
  const near = (await index.state()).rows.map((row) => [row.url, row.near]);
  return { near, all: hash('sha256', JSON.stringify([rows, near])) };
}

const MADE = '758e79b0e674c98d5cb606b93107e26f12fdc58b10ae8949f68499bb9df0fddd';

/**
 * Of code that makes other things of the same pages, nothing is settled that was by the code before. So whoever finds another
 * hash here raises the number, and notes both; a change of the format of fingerprints does that too.
 */
it('what is made of pages is what the number stands for by which it is settled', async () => {
  using index = new MadeIndex(2);
  const { near, all } = await packed(index);
  expect(near.filter(([, other]) => other !== undefined)).toHaveLength(2);
  expect({ by: SETTLED_BY, all }).toEqual({ by: 1, all: MADE });
});
