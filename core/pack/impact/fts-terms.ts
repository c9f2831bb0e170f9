import type Database from 'better-sqlite3';
import { VarintReader } from './varint-reader.ts';

/** The documents that have a term. The lists are longer: only the first `count` entries mean something. */
export interface TermPostings {
  readonly term: string;
  readonly count: number;
  /** Rowids, ascending. */
  readonly documents: Uint32Array;
  /** By document: how often the term stands in each column, times the weight of the column, added up. */
  readonly frequencies: Uint32Array;
}

/** Takes the place of a term: its document, column, and how many words of the column are before it. */
export type TakePlace = (document: number, column: number, position: number) => void;

/** The segment of an FTS5 table is not as this code knows them. */
export class SegmentError extends Error {
  override readonly name = 'SegmentError';
  readonly code = 'segment_error';
}

/**
 * Tells all terms of an FTS5 table, in the order of their bytes, with the documents that have them. They are read from
 * the segment that FTS5 wrote, in a fifth of the time in which it did; `fts5vocab` tells the same, in as long again. The
 * lists are good until the next term. The format is told at the head of
 * https://sqlite.org/src/file?name=ext/fts5/fts5_index.c
 * @param weights of the columns: whole numbers.
 * @param take is told all places of a term before the term is.
 * @throws {SegmentError} for a table that is not in one segment (`optimize`).
 */
export function* ftsTerms(
  db: Database.Database,
  table: string,
  weights: readonly number[],
  take: TakePlace = () => undefined,
): Generator<TermPostings> {
  const pages = db
    .prepare<[number], [number, Uint8Array]>(
      `SELECT id, block FROM ${table}_data WHERE id > ? ORDER BY id LIMIT ${PAGES}`,
    )
    .raw();
  const segment = new SegmentReader(weights, take);
  // Some at a time: who gets a term may write, for which nothing may be read on the same connection.
  for (let read = pages.all(LAST_RECORD); read.length > 0; read = pages.all(read.at(-1)?.[0] ?? 0))
    for (const [id, page] of read) yield* segment.read(id, page);
  yield* segment.end();
}

/** Rowids up to here are of what is no page: the averages, and the list of segments. */
const LAST_RECORD = 10;
const PAGES = 64;
/** The bit of a rowid that is set for pages of doclist indexes. */
const DOCLIST_INDEX = 2 ** 36;
/** A rowid is the number of its segment times this, plus that of the page. */
const SEGMENT = 2 ** 37;
/** Bytes at the beginning of a page: where the first rowid is, and where the footer. */
const HEADER_BYTES = 4;
/** In a position list, before the number of the column of what follows; positions are told two larger than they are. */
const COLUMN = 1;
const FIRST_POSITION = 2;
/** Terms begin with a byte that tells which index they are of; there is one. */
const KIND_BYTES = 1;

class SegmentReader {
  readonly #weights: readonly number[];
  readonly #take: TakePlace;
  readonly #numbers = new VarintReader();
  readonly #decoder = new TextDecoder();
  #segment: number | undefined;
  #term: Uint8Array = new Uint8Array();
  #count = 0;
  #documents = new Uint32Array(1024);
  #frequencies = new Uint32Array(1024);
  /** A position list of which the rest is on the next page. */
  #cut: { readonly bytes: Uint8Array; filled: number } | undefined;

  constructor(weights: readonly number[], take: TakePlace) {
    this.#weights = weights;
    this.#take = take;
  }

  /** The terms that end on a page. */
  *read(id: number, page: Uint8Array): Generator<TermPostings> {
    if (Math.floor(id / DOCLIST_INDEX) % 2 === 1) return;
    const segment = Math.floor(id / SEGMENT);
    if (this.#segment !== undefined && this.#segment !== segment)
      throw new SegmentError('the table is in several segments, not in one');
    this.#segment = segment;
    const { end, terms } = footerOf(page);
    const numbers = this.#numbers;
    numbers.turnTo(page, HEADER_BYTES);
    if (this.#cut !== undefined) this.#goOn(page, end);
    // The first term of a page stands there whole, and so does the first rowid; of others the difference does.
    let rowid = 0;
    let next = 0;
    while (numbers.at < end) {
      if (numbers.at === terms[next]) {
        yield* this.end();
        this.#readTerm(page, next === 0);
        next += 1;
        rowid = 0;
        continue;
      }
      rowid += numbers.next();
      this.#add(rowid, page, end);
    }
  }

  /** The term that was read last: no more documents have it. */
  *end(): Generator<TermPostings> {
    if (this.#count === 0) return;
    const term = this.#decoder.decode(this.#term.subarray(KIND_BYTES));
    yield { term, count: this.#count, documents: this.#documents, frequencies: this.#frequencies };
    this.#count = 0;
  }

  #readTerm(page: Uint8Array, is_whole: boolean): void {
    const numbers = this.#numbers;
    const shared = is_whole ? 0 : numbers.next();
    const bytes = numbers.next();
    const term = new Uint8Array(shared + bytes);
    term.set(this.#term.subarray(0, shared));
    term.set(page.subarray(numbers.at, numbers.at + bytes), shared);
    this.#term = term;
    numbers.at += bytes;
  }

  #add(rowid: number, page: Uint8Array, end: number): void {
    if (this.#count === this.#documents.length) this.#grow();
    this.#documents[this.#count] = rowid;
    this.#count += 1;
    const numbers = this.#numbers;
    // The lowest bit marks what is deleted, which an optimized segment has not.
    const bytes = Math.floor(numbers.next() / 2);
    if (numbers.at + bytes > end) {
      this.#cut = { bytes: new Uint8Array(bytes), filled: 0 };
      this.#goOn(page, end);
    } else this.#weigh(numbers.at + bytes);
  }

  /** Takes what a page has of a position list that was cut. */
  #goOn(page: Uint8Array, end: number): void {
    const cut = this.#cut;
    const numbers = this.#numbers;
    if (cut === undefined) return;
    const part = page.subarray(numbers.at, Math.min(end, numbers.at + cut.bytes.length - cut.filled));
    cut.bytes.set(part, cut.filled);
    cut.filled += part.length;
    const at = numbers.at + part.length;
    if (cut.filled === cut.bytes.length) {
      this.#cut = undefined;
      numbers.turnTo(cut.bytes, 0);
      this.#weigh(cut.bytes.length);
    }
    numbers.turnTo(page, at);
  }

  /** Reads a position list that is all there: where the term stands in which columns. */
  #weigh(end: number): void {
    const numbers = this.#numbers;
    const take = this.#take;
    const document = this.#documents[this.#count - 1] ?? 0;
    let column = 0;
    let weight = this.#weights[0] ?? 0;
    let position = 0;
    let frequency = 0;
    while (numbers.at < end) {
      const number = numbers.next();
      if (number === COLUMN) {
        column = numbers.next();
        weight = this.#weights[column] ?? 0;
        position = 0;
      } else {
        position += number - FIRST_POSITION;
        frequency += weight;
        take(document, column, position);
      }
    }
    this.#frequencies[this.#count - 1] = frequency;
  }

  #grow(): void {
    this.#documents = doubled(this.#documents);
    this.#frequencies = doubled(this.#frequencies);
  }
}

/** Where a page ends, and where on it terms begin. */
function footerOf(page: Uint8Array): { readonly end: number; readonly terms: readonly number[] } {
  const end = ((page[2] ?? 0) << 8) + (page[3] ?? 0);
  const numbers = new VarintReader();
  numbers.turnTo(page, end);
  const terms: number[] = [];
  while (numbers.at < page.length) terms.push((terms.at(-1) ?? 0) + numbers.next());
  return { end, terms };
}

function doubled(list: Uint32Array): Uint32Array<ArrayBuffer> {
  const longer = new Uint32Array(list.length * 2);
  longer.set(list);
  return longer;
}
