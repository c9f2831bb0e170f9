import type { Metering } from './metered-call.ts';

/** What of an answer is counted. */
interface Answered {
  readonly shards: { readonly total: number; readonly answered: number };
}

/** Errors of a search that are counted by their code. */
const CODES: ReadonlySet<unknown> = new Set([
  'bad_query',
  'index_not_found',
  'index_not_ready',
  'no_shard_answered',
  'too_many_searches',
  'version_changed',
]);

/** A search whose answers are counted: how they ended, how long they took, and how many shards took part. */
export function meteredSearch<Request extends { readonly signal: AbortSignal }, Answer extends Answered>(
  search: (request: Request) => Promise<Answer>,
  { metrics, clock }: Metering,
): (request: Request) => Promise<Answer> {
  return async (request) => {
    const begun_ms = clock.monotonic();
    let status = 'error';
    try {
      const answer = await search(request);
      const { total, answered } = answer.shards;
      status = answered === total ? 'complete' : 'partial';
      metrics.count('shards_asked', {}, total);
      metrics.count('shards_answered', {}, answered);
      return answer;
    } catch (error) {
      if (request.signal.aborted) status = 'aborted';
      else if (error instanceof Error && 'code' in error && CODES.has(error.code))
        status = String(error.code);
      throw error;
    } finally {
      metrics.observe('searches', { status }, (clock.monotonic() - begun_ms) / 1000);
    }
  };
}
