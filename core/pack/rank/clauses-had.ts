import { type DocumentSet, noDocuments } from '../facets/document-set.ts';
import { decodeDocuments } from '../impact/postings.ts';
import type { FormList } from './units-in-pack.ts';

/** The documents that have any of some forms. */
export function withForms(
  forms: readonly FormList[],
  documents: number,
  language_of: Uint8Array,
): DocumentSet | undefined {
  return forms.length === 0 ? undefined : clausesHad([forms], documents, language_of).counts;
}

/** How many of some clauses documents have. */
export interface ClausesHad {
  /** By document; entry 0 is of none. */
  readonly counts: Uint8Array;
  /** By how many they have, how many documents have so many. */
  readonly tallies: Uint32Array;
}

export function clausesHad(
  clauses: readonly (readonly FormList[])[],
  documents: number,
  language_of: Uint8Array,
): ClausesHad {
  const had = { counts: noDocuments(documents), tallies: new Uint32Array(clauses.length + 1) };
  const { counts, tallies } = had;
  tallies[0] = documents;
  /** By document the last clause that was found in it: none is counted twice for two of its forms. */
  const last = noDocuments(documents);
  const list = new Uint32Array(Math.max(0, ...clauses.flat().map(({ count }) => count)));
  for (const [n, forms] of clauses.entries())
    for (const { bytes, count, language } of forms) {
      decodeDocuments(bytes, count, list);
      for (let at = 0; at < count; at += 1) {
        const document = list[at] ?? 0;
        if (last[document] === n + 1 || (language !== undefined && language_of[document] !== language))
          continue;
        last[document] = n + 1;
        const known = counts[document] ?? 0;
        counts[document] = known + 1;
        tallies[known] = (tallies[known] ?? 0) - 1;
        tallies[known + 1] = (tallies[known + 1] ?? 0) + 1;
      }
    }
  return had;
}

/** Counts a document as one that has so many. */
export function raise({ counts, tallies }: ClausesHad, document: number, to: number): void {
  const known = counts[document] ?? 0;
  tallies[known] = (tallies[known] ?? 0) - 1;
  tallies[to] = (tallies[to] ?? 0) + 1;
  counts[document] = to;
}
