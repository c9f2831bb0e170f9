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
  function isGood({ all, any, hits }: ReturnType<typeof answer>): boolean {
    return (
      (any ?? all) >= all &&
      hits.length <= Math.min(10, any ?? all) &&
      hits.every(
        ({ score, details }) => Number.isFinite(score) && details?.snippet.text.isWellFormed() === true,
      )
    );
  }

  it.each(oddTexts)('answers: %s (%#)', (_, text) => {
    expect([answer(text), answer(`tide ${text}`)].every(isGood)).toBe(true);
  });

  it('answers, and finds what it is asked for beside', () => {
    fc.assert(
      fc.property(oddText, (text) => {
        expect(isGood(answer(text))).toBe(true);
        const { hits, any, all } = answer(`tide "${text.replaceAll(/["“”„]/gu, ' ')}"`);
        expect(any ?? all).toBeGreaterThan(0);
        expect(hits.length).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
  });
});
