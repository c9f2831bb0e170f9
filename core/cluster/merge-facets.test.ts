import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { FacetCounter } from '#core/pack/facets/count-facets.ts';
import { DocumentList } from '#core/pack/facets/facets.ts';
import type { FacetCounts } from '#ports/peer.ts';
import { mergeFacets } from './merge-facets.ts';

const MOST = 6;

/** A document: its values of two facets, and whether it has all that is asked for, or some of it. */
interface Made {
  readonly one: string[];
  readonly other: string[];
  readonly has: 'all' | 'any' | 'none';
}

const values = fc.uniqueArray(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 4 });
const made: fc.Arbitrary<Made> = fc.record({
  one: values,
  other: values,
  has: fc.constantFrom('all', 'any', 'none'),
});

/** What a pack of some documents tells. @param few whether those count that have but some of what is asked for. */
function countsIn(documents: readonly Made[], few: boolean): FacetCounts[] {
  const lists = function* (name: string) {
    const key = name === 'one' ? 'one' : 'other';
    const all = [...new Set(documents.flatMap((document) => document[key]))].toSorted();
    for (const value of all) {
      let last = 0;
      const distances = documents.flatMap((document, n) => {
        if (!document[key].includes(value)) return [];
        const distance = n + 1 - last;
        last = n + 1;
        return distance;
      });
      yield { value, documents: new DocumentList(Uint8Array.from(distances)) };
    }
  };
  const counter = new FacetCounter({ facets: { lists } }, MOST);
  const all = Uint8Array.from([0, ...documents.map(({ has }) => Number(has === 'all'))]);
  const any = Uint8Array.from([0, ...documents.map(({ has }) => Number(has !== 'none'))]);
  return ['one', 'other'].map((name) => counter.count(name, { all, any: few ? any : null }));
}

it('facets are the same however documents are dealt to shards, those too of which there are too many', () => {
  fc.assert(
    fc.property(fc.array(made, { maxLength: 12 }), fc.nat(12), (documents, at) => {
      for (const wholly of [true, false]) {
        const shards = [documents.slice(0, at), documents.slice(at)].map((some) => countsIn(some, true));
        // A pack that has enough alone does not count those that have less.
        const alone = [countsIn(documents, !wholly)];
        expect(mergeFacets(shards, wholly, MOST)).toEqual(mergeFacets(alone, wholly, MOST));
      }
    }),
    { numRuns: 500 },
  );
});

it('of many values the most frequent are told', () => {
  const of = Array.from({ length: 150 }, (_, n) => ({ value: `v${n}`, all: n + 1, any: null }));
  const { site } = mergeFacets([[{ name: 'site', values: of, too_many: 'none' }]], true);
  expect(site?.values.slice(0, 2)).toEqual([
    { value: 'v149', count: 150 },
    { value: 'v148', count: 149 },
  ]);
  expect([site?.values.length, site?.more]).toEqual([100, 50]);
});
