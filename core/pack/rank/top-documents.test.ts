import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PostingsCursor, encodePostings } from '../impact/postings.ts';
import { FROM_BYTE } from '../impact/small-float.ts';
import { Best, type Scored } from './best.ts';
import { LOOKED_AT_TWICE, OF_A_GROUP } from '../../query/answer-bounds.ts';
import { firstOfGroups } from '../../query/first-of-groups.ts';
import { BestOfGroups } from './best-of-groups.ts';
import { Saturation } from './saturation.ts';
import { type Ranking, topDocuments } from './top-documents.ts';
import { WordCursor } from './word-cursor.ts';

const MOST = 9000;
const LENGTHS = Uint8Array.from({ length: MOST + 1 }, (_, document) => (document * 37) % 120);
const SETTINGS = { k1: 1.2, b: 0.75 };
const saturation = new Saturation(LENGTHS, 50, SETTINGS);

type Entries = ReadonlyMap<number, number>;
interface MadeWord {
  readonly worth: number;
  readonly forms: readonly { readonly weight: number; readonly entries: Entries }[];
}

function cursorOf({ worth, forms }: MadeWord): WordCursor {
  const cursors = forms.map(({ weight, entries }) => {
    const documents = Uint32Array.from(entries.keys());
    const frequencies = Uint8Array.from(entries.values());
    return {
      weight,
      postings: new PostingsCursor(encodePostings({ documents, frequencies }, LENGTHS), entries.size),
    };
  });
  return new WordCursor(cursors, worth, saturation);
}

interface Asked {
  readonly words: readonly MadeWord[];
  readonly tiers: readonly number[];
  readonly most: number;
  readonly admits?: (document: number) => boolean;
}

/** All documents scored, one after the other. */
function exhaustively({ words, tiers, most, admits = () => true }: Asked): Scored[] {
  const scored: Scored[] = [];
  for (let document = 1; document <= MOST; document += 1) {
    if (!admits(document)) continue;
    let score = 0;
    let had = 0;
    for (const { worth, forms } of words) {
      let frequency = 0;
      for (const { weight, entries } of forms)
        frequency += weight * (FROM_BYTE[entries.get(document) ?? 0] ?? 0);
      if (!forms.some(({ entries }) => entries.has(document))) continue;
      had += 1;
      score += worth * saturation.of(frequency, document);
    }
    if (had > 0) scored.push({ document, score: score + (tiers[had] ?? 0) });
  }
  return scored.toSorted((a, b) => b.score - a.score || a.document - b.document).slice(0, most);
}

function ask({ most, ...asked }: Asked, best: Ranking['best'] = new Best(most)): Scored[] {
  return topDocuments({ ...asked, saturation, words: asked.words.map(cursorOf), best });
}

/** Lists of all lengths: of one document, and of most of them. */
const entries = fc
  .record({
    step: fc.integer({ min: 1, max: 4000 }),
    seed: fc.integer({ min: 0, max: 10_000 }),
    most: fc.integer({ min: 1, max: 255 }),
    // Of words that stand only where they count nothing.
    least: fc.constantFrom(0, 1),
  })
  .map(({ step, seed, most, least }): Entries => {
    const list = new Map<number, number>();
    let random = seed;
    for (let document = 1 + (seed % step); document <= MOST;) {
      random = (random * 1_103_515_245 + 12_345) % 2_147_483_648;
      list.set(document, least + (random % most));
      document += 1 + (random % step);
    }
    return list;
  })
  .filter((list) => list.size > 0);

const madeWord = fc.record({
  worth: fc.constantFrom(0.01, 0.5, 1, 3, 9),
  forms: fc.array(fc.record({ weight: fc.constantFrom(1, 0.7, 0), entries }), { minLength: 1, maxLength: 3 }),
});

const asked = fc.record({
  words: fc.array(madeWord, { minLength: 1, maxLength: 5 }),
  tiers: fc.constantFrom([], [0, 0, 5, 10, 20, 40]),
  most: fc.constantFrom(1, 10, 100),
});

describe('the best documents', () => {
  it('are those of an exhaustive search, with the same scores to the last bit', () => {
    fc.assert(
      fc.property(asked, (question) => {
        expect(ask(question)).toEqual(exhaustively(question));
      }),
    );
  });

  it('are the best of each group, where documents are in groups', () => {
    fc.assert(
      fc.property(asked, fc.constantFrom(2, 7, 500), (question, groups) => {
        // Some are in none.
        const groupOf = (document: number): string | undefined =>
          document % 5 === 0 ? undefined : `group ${document % groups}`;
        const first = firstOfGroups(exhaustively({ ...question, most: Infinity }), ({ document }) =>
          groupOf(document),
        );
        const best = new BestOfGroups(question.most, groupOf);
        const given = firstOfGroups(ask(question, best), ({ document }) => groupOf(document));
        expect(given).toEqual(first.slice(0, question.most));
      }),
      { numRuns: 30 },
    );
  });

  it('are also those beside the best of their groups, of all that are looked at twice', () => {
    fc.assert(
      fc.property(asked, fc.constantFrom(2, 7, 500), (question, groups) => {
        const groupOf = (document: number): string => `group ${document % groups}`;
        const some = firstOfGroups(
          exhaustively({ ...question, most: Infinity }),
          ({ document }) => groupOf(document),
          { each: OF_A_GROUP },
        );
        const given = ask(question, new BestOfGroups(LOOKED_AT_TWICE, groupOf));
        expect(given.slice(0, LOOKED_AT_TWICE)).toEqual(some.slice(0, LOOKED_AT_TWICE));
      }),
      { numRuns: 30 },
    );
  });

  it('are admitted', () => {
    const admits = (document: number): boolean => document % 3 === 0;
    fc.assert(
      fc.property(asked, (question) => {
        expect(ask({ ...question, admits })).toEqual(exhaustively({ ...question, admits }));
      }),
      { numRuns: 30 },
    );
  });
});
