import type Database from 'better-sqlite3';
import { COLUMNS_OF_LINES } from '../words/index-texts.ts';
import { type FieldWeights, INDEXED } from './field-weights.ts';
import { FROM_BYTE, toByte } from './small-float.ts';
import { VarintReader } from './varint-reader.ts';

/** Words of each column as FTS5 counted them, and how many of those are but ends of lines. */
const SELECT = `SELECT id, sz, ${COLUMNS_OF_LINES.map((column) => `length(${column}) - length(replace(${column}, char(10), ''))`).join(', ')}
  FROM documents_fts_docsize JOIN (SELECT rowid AS id, ${COLUMNS_OF_LINES.join(', ')} FROM documents) USING (id)`;

/** How many words documents have, as FTS5 counted them; by their numbers, which begin with 1. */
export class DocumentSizes {
  readonly documents: number;
  /** Of titles. */
  readonly titles: Uint32Array;
  /** Of headings, with the ends of their lines. */
  readonly headings: Uint32Array;
  /** Of bodies. */
  readonly bodies: Uint32Array;
  /** Weighted words of all columns, as {@link toByte} writes them. */
  readonly lengths: Uint8Array;
  /** The same of all documents together, as the bytes have it. */
  readonly length_sum: number;

  constructor(db: Database.Database, weights: FieldWeights) {
    this.documents = Number(db.prepare('SELECT count(*) FROM documents').pluck().get());
    this.titles = new Uint32Array(this.documents + 1);
    this.headings = new Uint32Array(this.documents + 1);
    this.bodies = new Uint32Array(this.documents + 1);
    this.lengths = new Uint8Array(this.documents + 1);
    const numbers = new VarintReader();
    let length_sum = 0;
    const rows = db.prepare<[], [number, Uint8Array, ...number[]]>(SELECT).raw();
    for (const [id, sizes, ...line_ends] of rows.iterate()) {
      numbers.turnTo(sizes, 0);
      let length = 0;
      COLUMNS_OF_LINES.forEach((column, n) => (length -= (line_ends[n] ?? 0) * weights[column]));
      for (const column of INDEXED) {
        const size = numbers.next();
        length += size * weights[column];
        if (column === 'title') this.titles[id] = size;
        if (column === 'headings') this.headings[id] = size;
        if (column === 'body') this.bodies[id] = size;
      }
      const byte = toByte(length);
      this.lengths[id] = byte;
      length_sum += FROM_BYTE[byte] ?? 0;
    }
    this.length_sum = length_sum;
  }
}
