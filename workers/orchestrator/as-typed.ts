import { QUERY_MAX, type SearchAnswer } from './search-answer.ts';

interface Asked {
  readonly query: string;
  readonly typing?: boolean | undefined;
}

type Answered = Pick<SearchAnswer, 'query' | 'total' | 'corrected' | 'did_you_mean'>;

/**
 * A search whose query may be being typed: its last word may go on. Where no document has a word that does, it is taken as it is
 * written, for words that go on are not corrected.
 */
export function asTyped<Request extends Asked, Answer extends Answered>(
  search: (request: Request) => Promise<Answer>,
): (request: Request) => Promise<Answer> {
  return async (request) => {
    const { query, typing } = request;
    // What is known of a query is so whoever asks it.
    const plain = { ...request, typing: undefined };
    if (typing !== true || query.length >= QUERY_MAX || !/[\p{L}\p{N}]{2}$/u.test(query))
      return search(plain);
    const answer = await search({ ...plain, query: `${query}*` });
    if (answer.total === 0) return search(plain);
    const { corrected, did_you_mean } = answer;
    return { ...answer, query, corrected: starless(corrected), did_you_mean: starless(did_you_mean) };
  };
}

/** Nobody typed the star. */
function starless(query: string | null): string | null {
  return query?.replace(/\*$/u, '') ?? null;
}
