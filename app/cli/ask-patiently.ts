import type { Clock } from '#ports/clock.ts';
import { type ApiClient, ApiProblem, type Answered } from './api-client.ts';
import { type SearchAnswer, searchAnswer } from './api-schemas.ts';
import { CommandFailed } from './shell.ts';

/** A searcher may hold an older version from its last run, which answers until the newest is loaded, or cannot be. */
const NEWEST_MS = 5000;
const RETRY_MS = 50;

/** What is waited for. */
interface Awaited {
  readonly newest: number;
  /** So long for any answer. */
  readonly patience_ms: number;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * Searches until there is an answer from the newest version, or for too long; it is one search, however often it is asked.
 * @param parameters of the search. @throws {ApiProblem} {@link CommandFailed} where it was stopped.
 */
export async function askPatiently(
  api: ApiClient,
  index: string,
  parameters: URLSearchParams,
  { newest, patience_ms, clock, signal }: Awaited,
): Promise<Answered<SearchAnswer>> {
  const start_ms = clock.monotonic();
  const asked = new URLSearchParams(parameters);
  for (;;) {
    const elapsed_ms = clock.monotonic() - start_ms;
    try {
      const answer = await api.get(searchPath(index, asked), searchAnswer);
      if (answer.body.version >= newest || elapsed_ms > NEWEST_MS) return answer;
      asked.set('analytics', 'false');
    } catch (error) {
      const patient = error instanceof ApiProblem && error.code === 'index_not_ready';
      if (signal.aborted) throw new CommandFailed('stopped before there was an answer', { cause: error });
      if (!patient || elapsed_ms > patience_ms) throw error;
    }
    await clock.sleep(RETRY_MS, signal);
  }
}

export function searchPath(index: string, parameters: URLSearchParams): string {
  return `/v1/indexes/${encodeURIComponent(index)}/search?${parameters.toString()}`;
}
