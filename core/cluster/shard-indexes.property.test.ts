import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { buildPack } from '#core/pack/build.ts';
import type { Document } from '#core/pack/document.ts';
import { PackIndex } from '#core/pack/impact/pack-index.ts';
import { openPack } from '#core/pack/open.ts';
import { shardIndexes } from '#core/pack/shard-indexes.ts';
import { stageDocuments } from '#core/pack/staging.ts';
import { WHOLE, packOf, page, temporaryFolder } from '#core/pack/testing/documents.ts';
import { mergeSuggestions } from './merge-suggestions.ts';
import { document, jointAnswer, more, pathOf, query } from './testing/searches.ts';

const number = fc.nat(60);
/** Documents of a pack by number; of a delta null for one that is gone. */
const base = fc.dictionary(number.map(String), document, { minKeys: 1, maxKeys: 60 });
const delta = fc.dictionary(number.map(String), fc.option(document), { maxKeys: 20 });

it('a base and deltas give the same answers as one pack of what is there at the end', () => {
  fc.assert(
    fc.property(
      base,
      fc.array(delta, { minLength: 1, maxLength: 3 }),
      fc.array(query, { minLength: 1, maxLength: 12 }),
      fc.record({ offset: fc.nat(30), limit: fc.integer({ min: 1, max: 60 }) }),
      more,
      fc.constantFrom('hauss', 'loging', 'zurcih'),
      (first, deltas, queries, place, asks, misspelled) => {
        using folder = temporaryFolder();
        using opened = new DisposableStack();
        const left = new Map<string, Document>();
        const files = [first, ...deltas].map((changes, n) => {
          const staging = folder.file(`staging-${n}`);
          const made = Object.entries(changes).map(([key, fields]) => ({
            id: page({ path: pathOf(Number(key)) }).id,
            document: fields === null ? undefined : page({ path: pathOf(Number(key)), ...fields }),
          }));
          for (const one of made)
            if (one.document === undefined) left.delete(one.id);
            else left.set(one.id, one.document);
          stageDocuments({
            path: staging,
            upserts: made.flatMap((one) => one.document ?? []),
            deletions: made.filter((one) => one.document === undefined).map(({ id }) => id),
          });
          const out = folder.file(`pack-${n}`);
          buildPack({ staging, out, definition: WHOLE, delta: n > 0 });
          return out;
        });
        packOf([...left.values()], folder.file('whole'));
        const close = (pack: PackIndex): void => {
          pack.close();
        };
        const whole = opened.adopt(new PackIndex(openPack(folder.file('whole'))), close);
        const packs = shardIndexes(files.map((file) => openPack(file)));
        for (const pack of packs) opened.adopt(pack, close);
        for (const text of queries) {
          const asked = { query: text, ...asks };
          expect(jointAnswer(packs, asked, place)).toEqual(jointAnswer([whole], asked, place));
        }
        expect(nearIn(packs, misspelled)).toEqual(nearIn([whole], misspelled));
        const suggested = (some: readonly PackIndex[]) =>
          mergeSuggestions(
            some.map((pack) => pack.suggest(misspelled.slice(0, 1), 50)),
            50,
          );
        expect(suggested(packs)).toEqual(suggested([whole]));
      },
    ),
    { numRuns: 40 },
  );
});

/** Documents of each word that is near to one. */
function nearIn(packs: readonly PackIndex[], word: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const pack of packs)
    for (const near of pack.near(word)) counts.set(near.word, (counts.get(near.word) ?? 0) + near.documents);
  return counts;
}
