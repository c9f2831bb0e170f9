import Database from 'better-sqlite3';
import { anyOf } from './match-expression.ts';
import type { Query } from './query-parser.ts';
import { TOKENIZER } from './schema.ts';
import { CLOSE, OPEN, bestExcerpt, plainExcerpt } from './excerpt.ts';

/** Of a text longer than this, the rest is not looked at for a snippet. */
export const MAX_SEARCHED_CHARS = 2 ** 19;

/**
 * Cuts snippets. The text is laid in passages into an FTS5 table in memory with the pack's own tokenizer, so that what
 * is marked is what matched: stems, folded letters, phrases and prefixes included. That takes 0.7 ms for 64 KB of text,
 * and its time is bounded, where FTS5's own `snippet()` on a whole page took up to 860 ms.
 */
export class SnippetCutter {
  readonly #db = new Database(':memory:');
  readonly #begin;
  readonly #insert;
  readonly #best;
  readonly #rollback;

  constructor() {
    this.#db.exec(`CREATE VIRTUAL TABLE passages USING fts5(text, tokenize='${TOKENIZER}')`);
    this.#begin = this.#db.prepare('BEGIN');
    this.#insert = this.#db.prepare<[number, string]>('INSERT INTO passages (rowid, text) VALUES (?, ?)');
    this.#best = this.#db
      .prepare<[string, string, string], string>(
        `SELECT highlight(passages, 0, ?, ?) FROM passages WHERE passages MATCH ?
         ORDER BY bm25(passages), rowid LIMIT 1`,
      )
      .pluck();
    this.#rollback = this.#db.prepare('ROLLBACK');
  }

  /** HTML of about 200 characters: text escaped, matches in `<mark>`; the beginning when nothing matches. */
  cut(text: { readonly description: string; readonly body: string }, query: Query): string {
    const terms = query.clauses.flat().map(({ text, prefix }) => ({ text, prefix }));
    if (terms.length > 0) {
      const expression = anyOf(terms);
      for (let from = 0; from < Math.max(text.body.length, 1); from += WINDOW_CHARS) {
        const window = text.body.slice(from, from + WINDOW_CHARS);
        const passages = from === 0 ? [text.description.slice(0, WINDOW_CHARS), window] : [window];
        const highlighted = this.#search(passages.flatMap(passagesOf), expression);
        if (highlighted !== undefined) return bestExcerpt(highlighted);
      }
    }
    return plainExcerpt(text.description === '' ? text.body.slice(0, WINDOW_CHARS) : text.description);
  }

  close(): void {
    this.#db.close();
  }

  #search(passages: readonly string[], expression: string): string | undefined {
    this.#begin.run();
    try {
      passages.forEach((passage, position) => this.#insert.run(position + 1, passage));
      return this.#best.get(OPEN, CLOSE, expression);
    } finally {
      this.#rollback.run();
    }
  }
}

/** Cuts a text into passages that overlap a little, so that a phrase on the border is whole in one of them. */
function passagesOf(text: string): string[] {
  const passages: string[] = [];
  for (let from = 0; from < text.length;) {
    let to = Math.min(from + PASSAGE_CHARS, text.length);
    if (to < text.length) {
      const space = text.slice(to - OVERLAP_CHARS, to).search(/\s\S*$/u);
      if (space > 0) to += space - OVERLAP_CHARS;
    }
    // Control characters mark the matches below, and mean nothing in a page.
    passages.push(text.slice(from, to).replace(CONTROL, ' '));
    from = to < text.length ? wordStart(text, to - OVERLAP_CHARS, to) : to;
  }
  return passages;
}

function wordStart(text: string, from: number, to: number): number {
  const space = text.slice(from, to).search(/\s/u);
  return space === -1 ? to : from + space;
}

// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f]+/gu;

const WINDOW_CHARS = 2 ** 16;
const PASSAGE_CHARS = 1000;
const OVERLAP_CHARS = 80;
