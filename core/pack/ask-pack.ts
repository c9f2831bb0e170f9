import { openPack } from './open.ts';
import { searchPack } from './search.ts';
import { SnippetCutter } from './snippet.ts';

export interface AskPackRequest {
  /** A pack file. */
  readonly path: string;
  readonly questions: readonly { readonly query: string; readonly limit: number }[];
}

/** The first hits of one question in one pack, as a search would have them. */
export interface PackAnswer {
  /** Whether they have all words of the query; without any that has, those that have some of them are given. */
  readonly match: 'all' | 'any';
  readonly hits: readonly { readonly id: string; readonly score: number }[];
}

/**
 * Asks one pack many questions, in their order. Takes as long as so many searches: in a thread.
 * @throws {ForeignPack} {@link CorruptPack}
 */
export function askPack({ path, questions }: AskPackRequest): PackAnswer[] {
  const db = openPack(path);
  const snippets = new SnippetCutter();
  try {
    return questions.map(({ query, limit }) => {
      const search = (match: 'all' | 'any') =>
        searchPack(db, { query, match, limit, details_from: limit }, snippets).hits;
      const all = search('all');
      return all.length > 0 ? { match: 'all', hits: all } : { match: 'any', hits: search('any') };
    });
  } finally {
    snippets.close();
    db.close();
  }
}
