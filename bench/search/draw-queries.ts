import type Database from 'better-sqlite3';
import { pick, seededRandom } from '../seeded-random.ts';

/** What people type has some three words; long words of a text are what it is about. */
const MOST_WORDS = 3;
const WORD = /\p{L}{4,}/gu;

/** Queries of one to three words that stand in one document: the same for the same pack and seed. */
export function drawQueries(pack: Database.Database, count: number, seed: number): string[] {
  const random = seededRandom(seed);
  const bodies = pack.prepare<[], string>('SELECT body FROM documents ORDER BY rowid').pluck().all();
  const worded = bodies.map((body) => body.match(WORD) ?? []).filter((words) => words.length > 0);
  return Array.from({ length: count }, () => {
    const words = pick(worded, random);
    const wanted = 1 + Math.floor(random() * MOST_WORDS);
    return Array.from({ length: wanted }, () => pick(words, random)).join(' ');
  });
}
