import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BLOCK, NO_DOCUMENT, PostingsCursor, eachPosting, encodePostings } from './postings.ts';

const MOST = 5000;
const lists = fc
  .uniqueArray(fc.tuple(fc.integer({ min: 1, max: MOST }), fc.integer({ min: 1, max: 255 })), {
    selector: ([document]) => document,
    maxLength: 900,
    minLength: 1,
  })
  .map((entries) => entries.toSorted(([a], [b]) => a - b));

const LENGTHS = Uint8Array.from({ length: MOST + 1 }, (_, document) => (document * 37) % 251);

type Entries = readonly (readonly [number, number])[];

function bytesOf(entries: Entries): Uint8Array {
  const documents = Uint32Array.from(entries, ([document]) => document);
  const frequencies = Uint8Array.from(entries, ([, frequency]) => frequency);
  return encodePostings({ documents, frequencies }, LENGTHS);
}

function cursorOf(entries: Entries): PostingsCursor {
  return new PostingsCursor(bytesOf(entries), entries.length);
}

describe('a list of documents', () => {
  it('is read as it was written', () => {
    fc.assert(
      fc.property(lists, (entries) => {
        const cursor = cursorOf(entries);
        const read: [number, number][] = [];
        for (; cursor.document !== NO_DOCUMENT; cursor.next()) read.push([cursor.document, cursor.frequency]);
        expect(read).toEqual(entries);
        const each: [number, number][] = [];
        eachPosting(bytesOf(entries), entries.length, (document, frequency) =>
          each.push([document, frequency]),
        );
        expect(each).toEqual(entries);
      }),
    );
  });

  it('is gone through by leaps as it is step by step', () => {
    fc.assert(
      fc.property(
        lists,
        fc.array(fc.integer({ min: 0, max: MOST + 10 }), { maxLength: 40 }),
        (entries, targets) => {
          const cursor = cursorOf(entries);
          let furthest = 0;
          for (const target of targets) {
            cursor.seek(target);
            furthest = Math.max(furthest, target);
            const [document, frequency] = entries.find(([one]) => one >= furthest) ?? [NO_DOCUMENT, 0];
            expect([cursor.document, cursor.frequency]).toEqual([document, frequency]);
          }
        },
      ),
    );
  });

  it('tells bounds that hold for all documents of a stretch', () => {
    fc.assert(
      fc.property(
        lists,
        fc.integer({ min: 1, max: MOST }),
        fc.integer({ min: 0, max: 1000 }),
        (entries, from, width) => {
          const cursor = cursorOf(entries);
          cursor.seek(from);
          const within = entries.filter(([document]) => document >= from && document <= from + width);
          const bounds = cursor.bounds(from + width);
          expect(bounds === undefined).toBe(entries.length <= BLOCK);
          if (bounds === undefined || cursor.document === NO_DOCUMENT) return;
          for (const [document, frequency] of within) {
            expect(frequency).toBeLessThanOrEqual(bounds.frequency);
            expect(LENGTHS[document]).toBeGreaterThanOrEqual(bounds.length);
          }
        },
      ),
    );
  });

  it('of one document takes as many bytes as its number does, and one', () => {
    const bytes = encodePostings({ documents: Uint32Array.of(100), frequencies: Uint8Array.of(3) }, LENGTHS);
    expect([...bytes]).toEqual([100, 3]);
  });
});
