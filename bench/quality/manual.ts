import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { readDocuments } from '../pack/read-documents.ts';
import { type Collection, lines } from './collection.ts';

const knownLine = z.object({
  query: z.string(),
  relevant: z.array(z.string()),
  kind: z.string(),
  terms_in_page: z.boolean(),
});
/** Pages of an index match everything. */
const INDEXES = /^(?:genindex.*|search|contents)\.html$/u;

/**
 * A manual, and entries of its index: each a query whose answers are the pages that it points to. They are asked by kind, those apart
 * of which the page has not all words.
 * @param folder the manual as HTML. @param known a file of lines (query, relevant, kind, terms_in_page).
 */
export async function readManual(folder: string, known: string): Promise<Collection[]> {
  const documents = (await readDocuments(folder)).filter(({ id }) => !INDEXES.test(nameOf(id)));
  const ids = new Map(documents.map(({ id }) => [nameOf(id), id]));
  const queries = lines(await readFile(known, 'utf8')).map((line) => knownLine.parse(JSON.parse(line)));
  const kinds = Map.groupBy(
    queries,
    ({ kind, terms_in_page }) => `${kind}${terms_in_page ? '' : ', other words'}`,
  );
  return [...kinds]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([kind, asked]) => ({
      name: `manual, ${kind}`,
      documents,
      queries: asked.map(({ query, relevant }) => ({
        text: query,
        judgments: new Map(relevant.flatMap((name) => ids.get(name) ?? []).map((id) => [id, 1])),
      })),
    }));
}

/** The path of a page below the manual. */
function nameOf(id: string): string {
  return decodeURIComponent(new URL(id).pathname.slice(1));
}
