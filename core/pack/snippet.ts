import Database from 'better-sqlite3';
import type { Span } from './document.ts';
import { anyOf } from './match-expression.ts';
import type { Query } from '../query/parse-query.ts';
import { TOKENIZER } from './schema.ts';
import { CLOSE, EXCERPT_CHARS, type Excerpt, OPEN, bestExcerpt, plainExcerpt } from './excerpt.ts';

/** Of a text longer than this, the rest is not looked at for a snippet. */
export const MAX_SEARCHED_CHARS = 2 ** 19;

/** What a snippet is cut from. */
export interface SnippetText {
  readonly description: string;
  readonly body: string;
  /** Parts of the body that may not be shown, in its order. */
  readonly unshown: readonly Span[];
  /** Characters that may be shown; null for any number. */
  readonly max_snippet: number | null;
}

/** A part of a text, to be shown with a hit: about 200 characters, or as many as may be shown. */
export interface Snippet extends Excerpt {
  /** Where in the body the first match of it is, in UTF-16 units; undefined for what is not from there, or has no match. */
  readonly at?: number;
}

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
    this.#best = this.#db.prepare<[string, string, string], Found>(
      `SELECT rowid - 1 AS passage, highlight(passages, 0, ?, ?) AS highlighted FROM passages WHERE passages MATCH ?
         ORDER BY bm25(passages), rowid LIMIT 1`,
    );
    this.#rollback = this.#db.prepare('ROLLBACK');
  }

  /** The part of a text that has most of a query; its beginning when nothing matches. */
  cut(text: SnippetText, query: Query): Snippet {
    const { description, body, unshown, max_snippet } = text;
    const chars = Math.min(max_snippet ?? EXCERPT_CHARS, EXCERPT_CHARS);
    if (chars === 0) return { html: '', chars };
    const terms = query.clauses.flat().map(({ text, prefix }) => ({ text, prefix }));
    if (terms.length > 0) {
      const expression = anyOf(terms);
      let before = ofDescription(description);
      for (const passages of windowsOf(body, unshown)) {
        const snippet = this.#search([...before, ...passages], expression, chars);
        if (snippet !== undefined) return snippet;
        before = [];
      }
    }
    return plainExcerpt(description === '' ? beginning(body, unshown) : description, chars);
  }

  close(): void {
    this.#db.close();
  }

  #search(passages: readonly Passage[], expression: string, most_chars: number): Snippet | undefined {
    this.#begin.run();
    try {
      passages.forEach(({ text }, position) => this.#insert.run(position + 1, text));
      const found = this.#best.get(OPEN, CLOSE, expression);
      if (found === undefined) return undefined;
      const { html, chars, match } = bestExcerpt(found.highlighted, most_chars);
      const start = passages[found.passage]?.start;
      return start === undefined ? { html, chars } : { html, chars, at: start + match };
    } finally {
      this.#rollback.run();
    }
  }
}

interface Found {
  readonly passage: number;
  readonly highlighted: string;
}

interface Passage {
  readonly text: string;
  /** Where it begins in the body; undefined for what is not from there. */
  readonly start: number | undefined;
}

function ofDescription(description: string): Passage[] {
  return passagesOf(description.slice(0, WINDOW_CHARS), 0).map(({ text }) => ({ text, start: undefined }));
}

/** The passages of a body that may be shown, as many at a time as are searched at once: one list at least. */
function* windowsOf(body: string, unshown: readonly Span[]): Generator<Passage[]> {
  let passages: Passage[] = [];
  let room = WINDOW_CHARS;
  let isFirst = true;
  for (const { from, to } of shownSpans(body.length, unshown)) {
    for (let at = from; at < to;) {
      const end = Math.min(at + room, to);
      passages.push(...passagesOf(body.slice(at, end), at));
      room -= end - at;
      at = end;
      if (room > 0) continue;
      yield passages;
      isFirst = false;
      passages = [];
      room = WINDOW_CHARS;
    }
  }
  if (passages.length > 0 || isFirst) yield passages;
}

/** What is between the parts that may not be shown. */
function* shownSpans(length: number, unshown: readonly Span[]): Generator<Span> {
  let from = 0;
  for (const span of unshown) {
    if (span.from > from) yield { from, to: Math.min(span.from, length) };
    from = Math.max(from, span.to);
    if (from >= length) return;
  }
  if (from < length) yield { from, to: length };
}

function beginning(body: string, unshown: readonly Span[]): string {
  let text = '';
  for (const { from, to } of shownSpans(body.length, unshown)) {
    text += `${body.slice(from, Math.min(to, from + WINDOW_CHARS)).trimStart()}\n`;
    if (text.length > EXCERPT_CHARS * 2) break;
  }
  return text;
}

/**
 * Cuts a part of the body into passages that overlap a little, so that a phrase on the border is whole in one of them.
 * @param start where the part begins.
 */
function passagesOf(text: string, start: number): Passage[] {
  const passages: Passage[] = [];
  for (let from = 0; from < text.length;) {
    let to = Math.min(from + PASSAGE_CHARS, text.length);
    if (to < text.length) {
      const space = text.slice(to - OVERLAP_CHARS, to).search(/\s\S*$/u);
      if (space > 0) to += space - OVERLAP_CHARS;
    }
    // Control characters mark the matches below, and mean nothing in a page. One stands for one, so that places stay.
    passages.push({ text: text.slice(from, to).replace(CONTROL, ' '), start: start + from });
    from = to < text.length ? wordStart(text, to - OVERLAP_CHARS, to) : to;
  }
  return passages;
}

function wordStart(text: string, from: number, to: number): number {
  const space = text.slice(from, to).search(/\s/u);
  return space === -1 ? to : from + space;
}

// oxlint-disable-next-line no-control-regex
const CONTROL = /[\u0000-\u001f\u007f]/gu;

const WINDOW_CHARS = 2 ** 16;
const PASSAGE_CHARS = 1000;
const OVERLAP_CHARS = 80;
