import Database from 'better-sqlite3';
import * as fc from 'fast-check';
import { expect, it } from 'vitest';
import { documentRow } from '../document-row.ts';
import type { Document } from '../document.ts';
import { Places } from '../rank/places.ts';
import { COLUMNS, CREATE_PACK } from '../schema.ts';
import { page } from '../testing/documents.ts';
import { indexTexts } from '../words/index-texts.ts';
import { wordsOf } from '../words/plain-text.ts';
import { stemOf } from '../words/stem.ts';
import { type FieldWeights, INDEXED, fieldWeights } from './field-weights.ts';
import { PackIndex } from './pack-index.ts';
import { NO_DOCUMENT, PostingsCursor } from './postings.ts';
import { FROM_BYTE, toByte } from './small-float.ts';
import { writeImpact } from './write-impact.ts';
import { writeTexts } from './write-texts.ts';

/** A pack in memory. */
function indexed(documents: readonly Document[], weights: FieldWeights, most_words: number): PackIndex {
  const db = new Database(':memory:');
  db.exec(CREATE_PACK);
  const insert = db.prepare(
    `INSERT INTO documents (${COLUMNS.join(', ')}) VALUES (${COLUMNS.map((name) => `@${name}`).join(', ')})`,
  );
  for (const document of documents) insert.run(documentRow(document));
  db.transaction(() => {
    writeTexts(db, 2 ** 16);
    const told = writeImpact(db, weights, most_words);
    const meta = db.prepare('INSERT INTO meta (key, value) VALUES (?, ?)');
    for (const [key, value] of Object.entries(told)) meta.run(key, String(value));
  })();
  return new PackIndex(db);
}

const WORDS = [
  'log',
  'logs',
  'logging',
  'house',
  'Houses',
  'max_connections',
  'C++',
  'Zürich',
  '検索エンジン',
  '…',
];
const text = fc
  .tuple(fc.array(fc.constantFrom(...WORDS), { maxLength: 30 }), fc.constantFrom(' ', '\n'))
  .map(([words, space]) => words.join(space));
const document = fc.record({ title: text, headings: text, body: text, anchors: text, description: text });

const some = fc.constantFrom(0, 1, 7, 20);
const set = fc.record(
  { title: some, headings: some, body: some, anchors: some, names: some },
  { requiredKeys: [] },
);

it('lists, places and lengths are those of the texts, however much is held at a time', () => {
  fc.assert(
    fc.property(
      fc.array(document, { minLength: 1, maxLength: 30 }),
      fc.constantFrom(1, 40, 2 ** 20),
      set,
      (made, most_words, set_weights) => {
        const weights = fieldWeights(set_weights);
        const documents = made.map((fields, n) => page({ path: `/${n}`, ...fields }));
        const pack = indexed(documents, weights, most_words);
        const expected = new Map<string, Map<number, number>>();
        let length = 0;
        documents.forEach((one, n) => {
          let own = 0;
          const texts: Readonly<Record<string, string>> = { ...indexTexts(one) };
          for (const column of INDEXED)
            for (const [typed] of (texts[column] ?? '').matchAll(/[a-z0-9\u{80}-\u{10ffff}]+/giu)) {
              const word = typed.toLowerCase();
              const list = expected.get(word) ?? new Map<number, number>();
              expected.set(word, list.set(n + 1, (list.get(n + 1) ?? 0) + weights[column]));
              // An end of a line is no word of it.
              if (word !== '\ue000') own += weights[column];
            }
          length += FROM_BYTE[toByte(own)] ?? 0;
        });
        expect([pack.documents, pack.length]).toEqual([documents.length, length]);
        const words = new Map<number, string>();
        for (const { term, documents: count, number, list } of pack.termsFrom('')) {
          words.set(number, term);
          const found = new Map<number, number>();
          const cursor = new PostingsCursor(pack.postings({ list }), count);
          for (; cursor.document !== NO_DOCUMENT; cursor.next())
            found.set(cursor.document, FROM_BYTE[cursor.frequency] ?? 0);
          const rounded = [...(expected.get(term) ?? [])].map(([n, often]) => [n, FROM_BYTE[toByte(often)]]);
          expect([...found]).toEqual(rounded);
        }
        expect([...words.values()].toSorted()).toEqual([...expected.keys()].toSorted());
        const places = new Places();
        documents.forEach(({ title, body }, n) => {
          places.readTitle(pack.columns.titles, n + 1);
          places.readText(pack.places(n + 1));
          const read = Array.from(places.words.slice(0, places.end), (number) => words.get(number) ?? '|');
          expect(read).toEqual([...wordsOf(title), '|', ...wordsOf(body)]);
        });
        for (const word of expected.keys()) {
          const mates = [...expected.keys()].filter(
            (other) => other !== word && stemOf(other, 'en') === stemOf(word, 'en'),
          );
          expect(
            pack
              .stemMates(word)
              .map(({ term }) => term)
              .toSorted(),
          ).toEqual(mates.toSorted());
        }
        pack.close();
      },
    ),
    { numRuns: 60 },
  );
});
