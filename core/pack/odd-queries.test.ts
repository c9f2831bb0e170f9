import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oddText, oddTexts } from '../query/testing/odd-texts.ts';
import { PackIndex } from './impact/pack-index.ts';
import { openPack } from './open.ts';
import { searchPack, statisticsOf } from './search.ts';
import { packOf, page, temporaryFolder } from './testing/documents.ts';

describe('whatever is typed, a pack', () => {
  const folder = temporaryFolder();
  let pack: PackIndex;
  beforeAll(() => {
    // Of odd documents too: each text is in one, in its title and in its body.
    const documents = oddTexts.map(([kind, text], n) =>
      page({ path: `/${n}`, title: text.slice(0, 200), body: `${kind} tide ${text}`, language: 'en' }),
    );
    packOf(documents, folder.file('pack'));
    pack = new PackIndex(openPack(folder.file('pack')));
  });
  afterAll(() => {
    pack.close();
    folder[Symbol.dispose]();
  });

  function answer(query: string) {
    statisticsOf(pack, { query });
    pack.suggest(query, 10);
    return searchPack(pack, { query, limit: 10, details_from: 0, facets: ['type'], explain: true });
  }

  /** What there is to say of any answer. */
  function check({ all, any, hits }: ReturnType<typeof answer>): void {
    expect(any ?? all).toBeGreaterThanOrEqual(all);
    expect(hits.length).toBe(Math.min(10, hits.length, any ?? all));
    for (const { score, details } of hits) {
      expect(Number.isFinite(score)).toBe(true);
      expect(details?.snippet.text.isWellFormed()).toBe(true);
    }
  }

  it.each(oddTexts)('answers: %s (%#)', (_, text) => {
    check(answer(text));
    check(answer(`tide ${text}`));
  });

  it('answers, and finds what it is asked for beside', () => {
    fc.assert(
      fc.property(oddText, (text) => {
        check(answer(text));
        const { hits, any, all } = answer(`tide "${text.replaceAll('"', ' ')}"`);
        expect(any ?? all).toBeGreaterThan(0);
        expect(hits.length).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });
});
