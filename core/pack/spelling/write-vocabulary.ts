import type Database from 'better-sqlite3';
import { VarintWriter } from '../impact/varint-writer.ts';
import { isSpelled } from './spelled.ts';

/** Writes the words that others are corrected to: by their length the words, one behind the other in the order of their bytes, and how many documents have each. */
export function writeVocabulary(
  db: Database.Database,
  { terms, documents }: { readonly terms: readonly string[]; readonly documents: readonly number[] },
): void {
  const lengths = new Map<number, number[]>();
  for (const [n, term] of terms.entries()) {
    if (!isSpelled(term)) continue;
    const known = lengths.get(term.length);
    if (known === undefined) lengths.set(term.length, [n]);
    else known.push(n);
  }
  const insert = db.prepare('INSERT INTO vocabulary (length, words, documents) VALUES (?, ?, ?)');
  const writer = new VarintWriter();
  for (const [length, of] of [...lengths].toSorted(([a], [b]) => a - b)) {
    for (const n of of) writer.write(documents[n] ?? 0);
    insert.run(length, of.map((n) => terms[n]).join(''), writer.take());
  }
}
