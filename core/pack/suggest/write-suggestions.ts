import type Database from 'better-sqlite3';
import { VarintWriter } from '../impact/varint-writer.ts';
import { wordsOf } from '../words/plain-text.ts';

/** Longer titles and headings are sentences, which nobody types to their end. */
const MOST_CHARS = 100;
/** Headings of a document that are looked at. */
const MOST_HEADINGS = 20;
/** Texts that are held at a time. */
const MOST_HELD = 500_000;
/** Texts beyond one for each document: of a small site all headings. */
const MORE_TEXTS = 1000;
/** Words of a text with which what is typed may begin. */
const MOST_WORDS = 5;
/** What it counts that a text is the title of a document, where a heading of one counts 1. */
const TITLE = 3;
/** Letters of a beginning that is looked up; what was typed behind them is compared. */
export const KEY_CHARS = 24;
/** Of beginnings of so many letters the best are kept, for many begin so; */
const SHORT_CHARS = 3;
/** and of longer ones if more texts than this begin so. */
export const MANY = 200;
/** Suggestions that are kept of a beginning; */
const MOST_KEPT = 50;
/** of the longest more, among which what was typed behind it is looked for. */
const MOST_OF_LONGEST = 500;

interface Suggestion {
  text: string;
  /** Its words, as the index has them. */
  readonly words: readonly string[];
  weight: number;
}

/**
 * Writes what may be suggested: titles and headings, by the words that they begin with, and by each other one in them.
 * Those that more documents have come first, then those of documents that more others link to.
 */
export function writeSuggestions(db: Database.Database): void {
  const { found, documents } = gather(db);
  const ordered = [...found.values()]
    .toSorted((a, b) => b.weight - a.weight || a.text.length - b.text.length || (a.text < b.text ? -1 : 1))
    .slice(0, documents + MORE_TEXTS);
  const insert = db.prepare('INSERT INTO suggestions (number, text, weight) VALUES (?, ?, ?)');
  const starts: (readonly [key: string, number: number])[] = [];
  for (const [n, { text, words, weight }] of ordered.entries()) {
    insert.run(n + 1, text, weight);
    for (let at = 0; at < Math.min(words.length, MOST_WORDS); at += 1)
      starts.push([beginning(words.slice(at).join(' '), KEY_CHARS), n + 1]);
  }
  starts.sort(([a, m], [b, n]) => (a < b ? -1 : Number(a > b)) || m - n);
  const insertStart = db.prepare('INSERT OR IGNORE INTO suggestion_starts (start, number) VALUES (?, ?)');
  for (const start of starts) insertStart.run(...start);
  writeBest(db, starts);
}

function gather(db: Database.Database): { found: Map<string, Suggestion>; documents: number } {
  const found = new Map<string, Suggestion>();
  const rows = db
    .prepare<[], [title: string, headings: string, links_in: number]>(
      'SELECT title, headings, links_in FROM documents ORDER BY rowid',
    )
    .raw();
  let documents = 0;
  for (const [title, headings, links_in] of rows.iterate()) {
    documents += 1;
    for (const said of suggestedBy({ title, headings, links_in })) add(found, said);
  }
  return { found, documents };
}

/** What a document has suggested, each text with its words, and what it counts for that. */
export function* suggestedBy(document: {
  readonly title: string;
  readonly headings: string;
  readonly links_in: number;
}): Generator<Readonly<Suggestion>> {
  const { title, headings, links_in } = document;
  const said = new Map([[title, TITLE + Math.floor(Math.log2(1 + links_in))]]);
  for (const heading of headings.split('\n', MOST_HEADINGS)) if (!said.has(heading)) said.set(heading, 1);
  for (const [raw, weight] of said) {
    const text = raw.replaceAll(/\s+/gu, ' ').trim();
    if (text === '' || text.length > MOST_CHARS) continue;
    const words = wordsOf(text);
    if (words.length > 0) yield { text, words, weight };
  }
}

/** Texts of the same words are one: the first in the order of their letters, so that it is the same one in however many shards. */
function add(found: Map<string, Suggestion>, said: Readonly<Suggestion>): void {
  const key = said.words.join(' ');
  const known = found.get(key);
  if (known === undefined) {
    if (found.size < MOST_HELD) found.set(key, { ...said });
    return;
  }
  known.weight += said.weight;
  if (said.text < known.text) known.text = said.text;
}

/** The first UTF-16 units of a key, without half of a pair. */
export function beginning(key: string, chars: number): string {
  const cut = key.slice(0, chars);
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
}

/** Of what many texts begin with the best. @param starts in the order of their letters. */
function writeBest(db: Database.Database, starts: readonly (readonly [key: string, number: number])[]): void {
  const insert = db.prepare('INSERT INTO suggestion_letters (letters, numbers) VALUES (?, ?)');
  const writer = new VarintWriter();
  split(0, starts.length, 1);

  /** Of some that are the same up to the letter before. */
  function split(from: number, to: number, chars: number): void {
    let at = from;
    while (at < to) {
      const letters = beginning(starts[at]?.[0] ?? '', chars);
      let end = at + 1;
      while (end < to && beginning(starts[end]?.[0] ?? '', chars) === letters) end += 1;
      // A key that ends before, and one that has but half of a pair there, is shorter.
      if (letters.length === chars && (chars <= SHORT_CHARS || end - at > MANY)) write(letters, at, end);
      if (chars < KEY_CHARS && (chars <= SHORT_CHARS || end - at > MANY)) split(at, end, chars + 1);
      at = end;
    }
  }

  function write(letters: string, from: number, to: number): void {
    const numbers = Uint32Array.from({ length: to - from }, (_, n) => starts[from + n]?.[1] ?? 0).sort();
    const most = letters.length === KEY_CHARS ? MOST_OF_LONGEST : MOST_KEPT;
    let last = 0;
    let kept = 0;
    for (const number of numbers) {
      if (number === last) continue;
      writer.write(number);
      last = number;
      kept += 1;
      if (kept === most) break;
    }
    insert.run(letters, writer.take());
  }
}
