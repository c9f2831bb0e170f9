import { MadeIndex } from '#workers/packer/testing/made-index.ts';
import { type Figure, type Ratio, ratio } from '../figure.ts';

const SHARDS = 8;
const LINKS = 20;

/**
 * Packs an index after crawls that have found nothing changed, and one page. Tasks are run in place, tables and objects lie
 * in memory: this is what the packer itself does.
 */
export async function measureRecrawled(
  texts: readonly string[],
  rounds: number,
): Promise<{ readonly figures: Figure[]; readonly ratios: Ratio[] }> {
  using index = new MadeIndex(SHARDS);
  const put = (n: number, more = ''): Promise<void> =>
    index.put(n, { words: [texts[n] ?? '', more], links: linksOf(n, texts.length) });
  for (const n of texts.keys()) await put(n);
  const packed = async (before: () => Promise<void>): Promise<number> => {
    await index.crawled();
    await before();
    const start_ms = performance.now();
    await index.pack();
    return performance.now() - start_ms;
  };
  const nothing = async (): Promise<void> => undefined;
  const first = await packed(nothing);
  const best = { unknown: Infinity, unchanged: Infinity, changed: Infinity };
  for (let round = 0; round < rounds; round += 1) {
    best.unknown = Math.min(best.unknown, await packed(() => index.unsettle()));
    best.unchanged = Math.min(best.unchanged, await packed(nothing));
    best.changed = Math.min(best.changed, await packed(() => put(0, `changed for round ${round}`)));
  }
  const after = `full packing after a crawl of ${texts.length} pages`;
  return {
    figures: [
      { name: `${after}, the first`, value: first, unit: 'ms' },
      { name: '  nothing changed, and not known so', value: best.unknown, unit: 'ms' },
      { name: '  nothing changed', value: best.unchanged, unit: 'ms' },
      { name: '  one page changed', value: best.changed, unit: 'ms' },
    ],
    ratios: [
      ratio('full packing, nothing changed / not known so', best.unchanged / best.unknown),
      ratio('full packing, one page changed / the first', best.changed / first),
    ],
  };
}

/** A menu, and others. */
function linksOf(n: number, pages: number): number[] {
  return Array.from({ length: LINKS }, (_, k) => (k < LINKS / 2 ? k : n * 7 + k * 131) % pages);
}
