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
/** Of so many letters the best are kept, for many begin so. */
export const SHORT_CHARS = 3;
/** Suggestions that are kept of those. */
export const MOST_OF_SHORT = 50;

interface Suggestion {
  readonly text: string;
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
  writeShort(db, starts);
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
    add(found, title, TITLE + Math.floor(Math.log2(1 + links_in)));
    const others = new Set(headings.split('\n', MOST_HEADINGS).filter((heading) => heading !== title));
    for (const heading of others) add(found, heading, 1);
  }
  return { found, documents };
}

/** Texts of the same words are one: the first that came. */
function add(found: Map<string, Suggestion>, said: string, weight: number): void {
  const text = said.replaceAll(/\s+/gu, ' ').trim();
  if (text === '' || text.length > MOST_CHARS) return;
  const words = wordsOf(text);
  if (words.length === 0) return;
  const key = words.join(' ');
  const known = found.get(key);
  if (known !== undefined) known.weight += weight;
  else if (found.size < MOST_HELD) found.set(key, { text, words, weight });
}

/** The first UTF-16 units of a key, without half of a pair. */
export function beginning(key: string, chars: number): string {
  const cut = key.slice(0, chars);
  return cut.isWellFormed() ? cut : cut.slice(0, -1);
}

/** Of all that begin with few letters the best. */
function writeShort(
  db: Database.Database,
  starts: readonly (readonly [key: string, number: number])[],
): void {
  const best = new Map<string, Set<number>>();
  for (const [key, number] of starts)
    for (let chars = 1; chars <= Math.min(SHORT_CHARS, key.length); chars += 1) {
      const letters = beginning(key, chars);
      if (letters === '') continue;
      best.set(letters, (best.get(letters) ?? new Set<number>()).add(number));
    }
  const insert = db.prepare('INSERT INTO suggestion_letters (letters, numbers) VALUES (?, ?)');
  const writer = new VarintWriter();
  for (const [letters, numbers] of [...best].toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    for (const number of [...numbers].toSorted((a, b) => a - b).slice(0, MOST_OF_SHORT)) writer.write(number);
    insert.run(letters, writer.take());
  }
}
