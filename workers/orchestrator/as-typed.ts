import { mayGoOn } from '#core/query/parse-query.ts';
import { QUERY_MAX, type SearchAnswer } from './search-answer.ts';

interface Asked {
  readonly query: string;
  readonly typing?: boolean | undefined;
}

type Answered = Pick<SearchAnswer, 'query' | 'total' | 'corrected' | 'did_you_mean'>;

/**
 * A search whose query may be being typed: its last word may go on, and says nothing yet where it is one letter behind others. Where no
 * document has a word that does, it is taken as it is written, for words that go on are not corrected.
 */
export function asTyped<Request extends Asked, Answer extends Answered>(
  search: (request: Request) => Promise<Answer>,
): (request: Request) => Promise<Answer> {
  return async (request) => {
    const { query, typing } = request;
    // What is known of a query is so whoever asks it.
    const plain = { ...request, typing: undefined };
    const read = typing === true && query.length < QUERY_MAX ? readAsTyped(query) : query;
    if (read === query) return search(plain);
    const answer = await search({ ...plain, query: read });
    if (answer.total === 0) return search(plain);
    const { corrected, did_you_mean } = answer;
    return { ...answer, query, corrected: starless(corrected), did_you_mean: starless(did_you_mean) };
  };
}

function readAsTyped(query: string): string {
  return mayGoOn(query) ? `${query}*` : query.replace(FIRST_LETTER, '$1');
}
/** Of a word behind another: one of an alphabet, for those of other scripts may be words. */
const FIRST_LETTER = /([\p{L}\p{N}])\s+[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]$/u;

/** Nobody typed the star. */
function starless(query: string | null): string | null {
  return query?.replace(/\*$/u, '') ?? null;
}
