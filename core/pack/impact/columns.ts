import { endianness } from 'node:os';
import type Database from 'better-sqlite3';
import { z } from 'zod';
import { stemLanguage } from '../words/stem.ts';
import { toByte } from './small-float.ts';
import { Titles } from './titles.ts';
import { WordBits } from './word-bits.ts';

/**
 * What many documents are looked at by, of each by its number; entry 0 is of none. Each is a row of the table `columns`, as
 * bytes.
 */
export interface Columns {
  /** Weighted words, as {@link toByte} writes them. */
  readonly lengths: Uint8Array;
  /** Other documents that link to it, likewise. */
  readonly links: Uint8Array;
  /** Parts of its path. */
  readonly depths: Uint8Array;
  /** Places in {@link languages}, from 1 on; 0 where no rules are known. */
  readonly language_of: Uint8Array;
  /** By whose rules words of documents are stemmed. */
  readonly languages: readonly string[];
  /** When it was published, or else modified, Unix ms; NaN where neither is known. */
  readonly dates: Float64Array;
  /** The words of titles. */
  readonly titles: Titles;
  /** Which words may be in headings. */
  readonly headings: WordBits;
  /** Of its text, which others have that say the same; 0 where there is none. */
  readonly fingerprints: BigUint64Array;
}

type Row = [
  rowid: number,
  path: string,
  language: string,
  links_in: number,
  at_ms: number | null,
  fingerprint: string,
];

/** Languages of a pack, at most: others have no stems. */
const MOST_LANGUAGES = 200;
const MOST_DEPTH = 255;

/**
 * Gathers them from the documents, and writes them, but for those that {@link writeWords} writes.
 * @param lengths of the documents, which are not gathered here.
 * @returns the languages.
 */
export function writeColumns(db: Database.Database, lengths: Uint8Array): readonly string[] {
  const links = new Uint8Array(lengths.length);
  const depths = new Uint8Array(lengths.length);
  const language_of = new Uint8Array(lengths.length);
  const languages: string[] = [];
  const dates = new Float64Array(lengths.length).fill(Number.NaN);
  const fingerprints = new BigUint64Array(lengths.length);
  const rows = db
    .prepare<[], Row>(
      `SELECT rowid, path, language, links_in, coalesce(published_at_ms, modified_at_ms), fingerprint
        FROM documents ORDER BY rowid`,
    )
    .raw();
  for (const [n, path, tag, links_in, at_ms, fingerprint] of rows.iterate()) {
    fingerprints[n] = BigInt(fingerprint === '' ? 0 : `0x${fingerprint}`);
    if (at_ms !== null) dates[n] = at_ms;
    links[n] = toByte(links_in);
    depths[n] = Math.min(depthOf(path), MOST_DEPTH);
    language_of[n] = numberOf(stemLanguage(tag), languages);
  }
  const columns = {
    lengths,
    links,
    depths,
    language_of,
    dates: new Uint8Array(lowestFirst(new Uint8Array(dates.buffer))),
    fingerprints: new Uint8Array(lowestFirst(new Uint8Array(fingerprints.buffer))),
  };
  const insert = db.prepare('INSERT INTO columns (name, data) VALUES (?, ?)');
  for (const [name, data] of Object.entries(columns)) insert.run(name, data);
  insert.run('languages', Buffer.from(JSON.stringify(languages)));
  return languages;
}

/** Writes the columns that come of the words, and not of the documents. */
export function writeWords(
  db: Database.Database,
  columns: { readonly titles: Uint8Array; readonly headings: Uint8Array },
): void {
  const insert = db.prepare('INSERT INTO columns (name, data) VALUES (?, ?)');
  for (const [name, data] of Object.entries(columns)) insert.run(name, data);
}

/** Reads them back. */
export function readColumns(db: Database.Database): Columns {
  const select = db.prepare<[string], Buffer>('SELECT data FROM columns WHERE name = ?').pluck();
  const bytes = (name: string): Uint8Array => select.get(name) ?? new Uint8Array();
  const lengths = bytes('lengths');
  return {
    lengths,
    links: bytes('links'),
    depths: bytes('depths'),
    language_of: bytes('language_of'),
    languages: z.array(z.string()).parse(JSON.parse(Buffer.from(bytes('languages')).toString())),
    dates: new Float64Array(lowestFirst(bytes('dates'))),
    titles: new Titles(bytes('titles'), lengths.length - 1),
    headings: WordBits.from(bytes('headings')),
    fingerprints: new BigUint64Array(lowestFirst(bytes('fingerprints'))),
  };
}

/** The bytes of numbers of eight, the lowest first on any machine; and back again. They are copied: SQLite's may begin anywhere. */
function lowestFirst(numbers: Uint8Array): ArrayBuffer {
  const bytes = Uint8Array.from(numbers);
  if (endianness() === 'BE') Buffer.from(bytes.buffer).swap64();
  return bytes.buffer;
}

function numberOf(language: string | undefined, languages: string[]): number {
  if (language === undefined) return 0;
  const known = languages.indexOf(language);
  if (known >= 0) return known + 1;
  return languages.length < MOST_LANGUAGES ? languages.push(language) : 0;
}

/** Parts between the slashes of a path, without its query. */
function depthOf(path: string): number {
  const [folder = ''] = path.split('?', 1);
  return folder.split('/').filter((part) => part !== '').length;
}
