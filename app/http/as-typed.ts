import type { JointAnswer, JointRequest } from '#workers/orchestrator/search-answer.ts';

type Asked = Pick<JointRequest, 'query'>;
type Answered = Pick<JointAnswer, 'query' | 'total'>;

/**
 * Answers a query that is being typed: its last word may go on. Where no document has a word that does, it is taken as it is
 * written, for words that go on are not corrected.
 */
export async function asTyped<Request extends Asked, Answer extends Answered>(
  request: Request,
  ask: (request: Request) => Promise<Answer>,
): Promise<Answer> {
  const { query } = request;
  if (!/[\p{L}\p{N}]{2}$/u.test(query)) return ask(request);
  const answer = await ask({ ...request, query: `${query}*` });
  return answer.total > 0 ? { ...answer, query } : ask(request);
}
