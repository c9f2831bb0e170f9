import type Database from 'better-sqlite3';
import type { Suggestion } from '#ports/peer.ts';
import { VarintList } from '../impact/varint-list.ts';
import { wordsOf } from '../words/plain-text.ts';
import { KEY_CHARS, MANY, beginning } from './write-suggestions.ts';

interface Row {
  readonly text: string;
  readonly weight: number;
}

/** What may be suggested of a pack. */
export class Suggestions {
  readonly #letters;
  readonly #starts;
  readonly #row;

  constructor(db: Database.Database) {
    this.#letters = db
      .prepare<[string], Buffer>('SELECT numbers FROM suggestion_letters WHERE letters = ?')
      .pluck();
    this.#starts = db
      .prepare<[string, string, number], number>(
        'SELECT number FROM suggestion_starts WHERE start >= ? AND start < ? LIMIT ?',
      )
      .pluck();
    this.#row = db.prepare<[number], Row>('SELECT text, weight FROM suggestions WHERE number = ?');
  }

  /**
   * Titles and headings in which what was typed so far stands, the best first; a word that ends with signs of a name (`C+`) with these.
   * @param most of them. @param without what they count less, by their words.
   */
  of(typed: string, most: number, without: ReadonlyMap<string, number> = new Map()): Suggestion[] {
    const key = wordsOf(typed).join(' ');
    if (key === '') return [];
    const [signed = ''] = SIGNED.exec(typed.trim().toLowerCase()) ?? [];
    const found: Suggestion[] = [];
    for (const number of this.#numbers(key)) {
      const row = this.#row.get(number);
      if (row === undefined || !isIn(key, row.text)) continue;
      if (!row.text.toLowerCase().includes(signed)) continue;
      const less = without.size === 0 ? 0 : (without.get(wordsOf(row.text).join(' ')) ?? 0);
      if (row.weight <= less) continue;
      if (found.push({ text: row.text, weight: row.weight - less }) === most) break;
    }
    return found;
  }

  /** In the order of how good they are. */
  #numbers(key: string): Iterable<number> {
    const start = beginning(key, KEY_CHARS);
    const best = this.#letters.get(start);
    if (best !== undefined) return numbersIn(best);
    const numbers = this.#starts.all(start, `${start}\u{10ffff}`, MANY);
    return new Set(numbers.toSorted((a, b) => a - b));
  }
}

/** The last word of what was typed, where it does not go on with a letter. */
const SIGNED = /\w+[_.:+#]+$/u;

/** Whether words, the last of which may go on, stand in a text: of a long one only the beginning is looked up. */
function isIn(key: string, text: string): boolean {
  return key.length <= KEY_CHARS || ` ${wordsOf(text).join(' ')}`.includes(` ${key}`);
}

function* numbersIn(bytes: Uint8Array): Generator<number> {
  const list = new VarintList(bytes);
  while (!list.isAtEnd()) yield list.next();
}
