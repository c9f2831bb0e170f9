import type { JointAnswer, JointRequest } from '#workers/orchestrator/search-answer.ts';
import { mayGoOn } from '#core/query/parse-query.ts';

type Asked = Pick<JointRequest, 'query'>;
type Answered = Pick<JointAnswer, 'query' | 'total'>;

/**
 * Answers a query that is being typed: its last word may go on, and says nothing yet where it is one letter behind others. Where no
 * document has a word that does, it is taken as it is written, for words that go on are not corrected.
 */
export async function asTyped<Request extends Asked, Answer extends Answered>(
  request: Request,
  ask: (request: Request) => Promise<Answer>,
): Promise<Answer> {
  const { query } = request;
  const typed = readAsTyped(query);
  if (typed === query) return ask(request);
  const answer = await ask({ ...request, query: typed });
  return answer.total > 0 ? { ...answer, query } : ask(request);
}

function readAsTyped(query: string): string {
  return mayGoOn(query) ? `${query}*` : query.replace(FIRST_LETTER, '$1');
}
/** Of a word behind another: one of an alphabet, for those of other scripts may be words. */
const FIRST_LETTER = /([\p{L}\p{N}])\s+[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]$/u;
