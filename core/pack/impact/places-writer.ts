import type Database from 'better-sqlite3';
import { WEIGHTS } from '../schema.ts';
import type { DocumentSizes } from './document-sizes.ts';
import type { TakePlace } from './fts-terms.ts';
import { VarintWriter } from './varint-writer.ts';

const [TITLE, BODY] = (['title', 'body'] as const).map((name) => Object.keys(WEIGHTS).indexOf(name));
/** Words of a body of which the places are kept. */
const MOST_BODY_WORDS = 2 ** 16;
/** Of titles: a longer one is none. */
const MOST_TITLE_WORDS = 256;

/** Writes what stands in titles and bodies, word by word: the index the other way round. It holds four bytes a word until then. */
export class PlacesWriter {
  readonly #db: Database.Database;
  /** By document, where its words begin: those of the title, and then those of the body. */
  readonly #starts: Uint32Array;
  readonly #titles: Uint32Array;
  readonly #bodies: Uint32Array;
  /** Lists of terms, by place. */
  readonly #words: Uint32Array;
  #term = 1;

  constructor(db: Database.Database, sizes: DocumentSizes) {
    this.#db = db;
    this.#titles = sizes.titles.map((size) => Math.min(size, MOST_TITLE_WORDS));
    this.#bodies = sizes.bodies.map((size) => Math.min(size, MOST_BODY_WORDS));
    this.#starts = new Uint32Array(sizes.documents + 2);
    for (let n = 1; n <= sizes.documents; n += 1)
      this.#starts[n + 1] = (this.#starts[n] ?? 0) + (this.#titles[n] ?? 0) + (this.#bodies[n] ?? 0);
    this.#words = new Uint32Array(this.#starts.at(-1) ?? 0);
  }

  /** Takes the places of the term at hand. */
  taking(): TakePlace {
    return (document, column, position) => {
      if (column === BODY) {
        if (position < (this.#bodies[document] ?? 0))
          this.#words[(this.#starts[document] ?? 0) + (this.#titles[document] ?? 0) + position] = this.#term;
      } else if (column === TITLE && position < (this.#titles[document] ?? 0))
        this.#words[(this.#starts[document] ?? 0) + position] = this.#term;
    };
  }

  nextTerm(): void {
    this.#term += 1;
  }

  /** @param numbers of the terms, by the numbers that they had until now. */
  write(numbers: Uint32Array): void {
    const insert = this.#db.prepare('INSERT INTO places (document, words) VALUES (?, ?)');
    const writer = new VarintWriter();
    for (let document = 1; document < this.#starts.length - 1; document += 1) {
      writer.write(this.#titles[document] ?? 0);
      const end = this.#starts[document + 1] ?? 0;
      for (let at = this.#starts[document] ?? 0; at < end; at += 1)
        writer.write(numbers[this.#words[at] ?? 0] ?? 0);
      insert.run(document, writer.take());
    }
  }
}
