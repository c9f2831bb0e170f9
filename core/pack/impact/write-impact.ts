import type Database from 'better-sqlite3';
import { writeFacets } from '../facets/write-facets.ts';
import { writeVocabulary } from '../spelling/write-vocabulary.ts';
import { writeSuggestions } from '../suggest/write-suggestions.ts';
import { stemOf } from '../words/stem.ts';
import { writeColumns, writeWords } from './columns.ts';
import { DocumentSizes } from './document-sizes.ts';
import { type FieldWeights, columnWeights } from './field-weights.ts';
import { ftsTerms } from './fts-terms.ts';
import { PlacesWriter, placesRanges } from './places-writer.ts';
import { encodePostings } from './postings.ts';
import { toByte } from './small-float.ts';
import { TitlesWriter } from './titles.ts';
import { WordBits } from './word-bits.ts';

const NO_DOCUMENTS = { from: 1, to: 0 };

/** What every term is known by, by its number in the order of bytes. */
interface Vocabulary {
  readonly terms: string[];
  readonly documents: number[];
}

/**
 * Writes what the best documents are found by, from what FTS5 wrote of their texts: `terms`, `lists`, `places`, and the
 * columns and facets of documents.
 * @param weights of the columns.
 * @param most_words of which the places are held at a time.
 * @returns the documents, and the weighted words of all of them together.
 */
export function writeImpact(
  db: Database.Database,
  weights: FieldWeights,
  most_words?: number,
): { documents: number; length: number } {
  const sizes = new DocumentSizes(db, weights);
  const languages = writeColumns(db, sizes.lengths);
  writeFacets(db);
  const [first = NO_DOCUMENTS, ...others] = placesRanges(sizes, most_words);
  const places = new PlacesWriter(db, sizes, first);
  const columns = columnWeights(weights);
  const vocabulary = writeLists(db, columns, sizes.lengths, places);
  const numbers = byFrequency(vocabulary.documents);
  writeTerms(db, vocabulary, numbers);
  writeVocabulary(db, vocabulary);
  writeSuggestions(db);
  const titles = new TitlesWriter();
  const headings = new WordBits(sizes.documents + 1);
  places.write(numbers, titles, headings);
  for (const range of others) {
    const more = new PlacesWriter(db, sizes, range);
    readPlaces(db, columns, more);
    more.write(numbers, titles, headings);
  }
  writeWords(db, { titles: titles.take(), headings: headings.bytes });
  writeStems(db, vocabulary.terms, languages);
  return { documents: sizes.documents, length: sizes.length_sum };
}

function writeLists(
  db: Database.Database,
  weights: readonly number[],
  lengths: Uint8Array,
  places: PlacesWriter,
): Vocabulary {
  const insert = db.prepare('INSERT INTO lists (list, postings) VALUES (?, ?)');
  const vocabulary: Vocabulary = { terms: [], documents: [] };
  const take = places.taking();
  for (const { term, count, documents, frequencies } of ftsTerms(db, 'documents_fts', weights, take)) {
    const bytes = new Uint8Array(count);
    for (let n = 0; n < count; n += 1) bytes[n] = toByte(frequencies[n] ?? 0);
    const postings = encodePostings({ documents: documents.subarray(0, count), frequencies: bytes }, lengths);
    vocabulary.terms.push(term);
    vocabulary.documents.push(count);
    insert.run(vocabulary.terms.length, postings);
    places.nextTerm();
  }
  return vocabulary;
}

/** Reads all terms once more: all places at once may be too much for memory. */
function readPlaces(db: Database.Database, weights: readonly number[], places: PlacesWriter): void {
  const terms = ftsTerms(db, 'documents_fts', weights, places.taking());
  while (terms.next().done !== true) places.nextTerm();
}

/** Numbers of terms, from 1 on: those that many documents have are small, and so are their numbers. */
function byFrequency(documents: readonly number[]): Uint32Array {
  const order = Uint32Array.from(documents.keys()).sort(
    (one, other) => (documents[other] ?? 0) - (documents[one] ?? 0) || one - other,
  );
  const numbers = new Uint32Array(documents.length + 1);
  order.forEach((list, n) => (numbers[list + 1] = n + 1));
  return numbers;
}

function writeTerms(db: Database.Database, { terms, documents }: Vocabulary, numbers: Uint32Array): void {
  const insert = db.prepare('INSERT INTO terms (term, documents, list, number) VALUES (?, ?, ?, ?)');
  terms.forEach((term, n) => insert.run(term, documents[n], n + 1, numbers[n + 1]));
}

function writeStems(db: Database.Database, terms: readonly string[], languages: readonly string[]): void {
  const insert = db.prepare('INSERT INTO stems (language, stem, term) VALUES (?, ?, ?)');
  for (const language of languages) {
    const pairs: (readonly [string, string])[] = [];
    for (const term of terms) {
      const stem = stemOf(term, language);
      if (stem !== term) pairs.push([stem, term]);
    }
    pairs.sort(([a], [b]) => (a < b ? -1 : Number(a > b)));
    for (const pair of pairs) insert.run(language, ...pair);
  }
}
