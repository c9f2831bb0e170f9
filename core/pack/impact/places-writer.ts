import type Database from 'better-sqlite3';
import type { DocumentSizes } from './document-sizes.ts';
import { INDEXED } from './field-weights.ts';
import type { TakePlace } from './fts-terms.ts';
import type { TitlesWriter } from './titles.ts';
import type { WordBits } from './word-bits.ts';
import { VarintWriter } from './varint-writer.ts';

const TITLE = INDEXED.indexOf('title');
const HEADINGS = INDEXED.indexOf('headings');
const BODY = INDEXED.indexOf('body');
/** Words of a body of which the places are kept. */
const MOST_BODY_WORDS = 2 ** 16;
/** Of titles: a longer one is none. */
const MOST_TITLE_WORDS = 256;
/** Of headings. */
const MOST_HEADING_WORDS = 2 ** 12;
/** Words that are held at a time, in four bytes each. */
const MOST_WORDS = 2 ** 25;

/** Documents by their numbers, the last one included. */
interface Range {
  readonly from: number;
  readonly to: number;
}

/** Documents that can be written in one go, one range after the other. */
export function placesRanges(sizes: DocumentSizes, most_words = MOST_WORDS): Range[] {
  const ranges: Range[] = [];
  let from = 1;
  let words = 0;
  for (let document = 1; document <= sizes.documents; document += 1) {
    const added = wordsOf(sizes, document);
    if (words + added > most_words && document > from) {
      ranges.push({ from, to: document - 1 });
      [from, words] = [document, 0];
    }
    words += added;
  }
  if (from <= sizes.documents) ranges.push({ from, to: sizes.documents });
  return ranges;
}

function titleWords({ titles }: DocumentSizes, document: number): number {
  return Math.min(titles[document] ?? 0, MOST_TITLE_WORDS);
}

function headingWords({ headings }: DocumentSizes, document: number): number {
  return Math.min(headings[document] ?? 0, MOST_HEADING_WORDS);
}

function wordsOf(sizes: DocumentSizes, document: number): number {
  return titleWords(sizes, document) + headingWords(sizes, document) + bodyWords(sizes, document);
}

function bodyWords({ bodies }: DocumentSizes, document: number): number {
  return Math.min(bodies[document] ?? 0, MOST_BODY_WORDS);
}

/** Writes what stands in titles, headings and bodies of some documents, word by word: the index the other way round. */
export class PlacesWriter {
  readonly #db: Database.Database;
  readonly #sizes: DocumentSizes;
  readonly #range: Range;
  /** By document from the first one on, where its words begin: those of the title, of the headings, and of the body. */
  readonly #starts: Uint32Array;
  /** Terms by place, in the order in which they came. */
  readonly #words: Uint32Array;
  #term = 1;

  constructor(db: Database.Database, sizes: DocumentSizes, range: Range) {
    this.#db = db;
    this.#sizes = sizes;
    this.#range = range;
    this.#starts = new Uint32Array(range.to - range.from + 2);
    for (let n = range.from; n <= range.to; n += 1)
      this.#starts[n - range.from + 1] = (this.#starts[n - range.from] ?? 0) + wordsOf(sizes, n);
    this.#words = new Uint32Array(this.#starts.at(-1) ?? 0);
  }

  /** Takes the places of the term at hand. */
  taking(): TakePlace {
    const { from, to } = this.#range;
    const sizes = this.#sizes;
    return (document, column, position) => {
      if (document < from || document > to) return;
      const start = this.#starts[document - from] ?? 0;
      const title = titleWords(sizes, document);
      if (column === BODY) {
        const before = title + headingWords(sizes, document);
        if (position < bodyWords(sizes, document)) this.#words[start + before + position] = this.#term;
      } else if (column === TITLE) {
        if (position < title) this.#words[start + position] = this.#term;
      } else if (column === HEADINGS && position < headingWords(sizes, document))
        this.#words[start + title + position] = this.#term;
    };
  }

  nextTerm(): void {
    this.#term += 1;
  }

  /**
   * @param numbers of the terms, by the order in which they came, from 1 on.
   * @param titles takes the words of titles, `headings_of` those of headings.
   */
  write(numbers: Uint32Array, titles: TitlesWriter, headings_of: WordBits): void {
    const insert = this.#db.prepare('INSERT INTO places (document, words) VALUES (?, ?)');
    const writer = new VarintWriter();
    const lines = new VarintWriter();
    const { from, to } = this.#range;
    for (let document = from; document <= to; document += 1) {
      const start = this.#starts[document - from] ?? 0;
      const headings = start + titleWords(this.#sizes, document);
      const body = headings + headingWords(this.#sizes, document);
      const end = this.#starts[document - from + 1] ?? 0;
      titles.add(Array.from(this.#words.subarray(start, headings), (word) => numbers[word] ?? 0));
      for (let at = headings; at < body; at += 1) {
        const number = numbers[this.#words[at] ?? 0] ?? 0;
        lines.write(number);
        headings_of.add(document, number);
      }
      const bytes = lines.take();
      writer.write(bytes.length);
      writer.append(bytes);
      for (let at = body; at < end; at += 1) writer.write(numbers[this.#words[at] ?? 0] ?? 0);
      insert.run(document, writer.take());
    }
  }
}
