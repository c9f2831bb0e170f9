import { PENDING, type Page } from '#core/tables/pages.ts';
import { type Grace, failingAfter } from './failing.ts';
import type { Reading } from './reading.ts';
import { cut, isOurs } from './unread.ts';

/** The page as it was known before the visit. */
type Known = Pick<Page, 'mark' | 'content_hash' | 'failing'>;

/**
 * What a visit came to, its page's grace counted in: one that could not be reached stays as it was, until its grace is
 * over. Then it is in the index no more, and the outcome says why. Nothing is counted of a page that was never read, nor of a
 * visit that failed on our side: the count stands as it did.
 */
export function withGrace(
  reading: Reading,
  before: Known | undefined,
  grace: Grace,
  now_ms: number,
): Reading {
  if (reading.state !== undefined || before === undefined || !wasRead(before)) return reading;
  if (isOurs(reading.outcome))
    return before.failing === undefined ? reading : { ...reading, failing: before.failing };
  const failing = failingAfter(before.failing, now_ms, grace);
  if (!failing.given_up) return { ...reading, failing };
  const { outcome } = reading;
  const since = new Date(failing.since_ms).toISOString().slice(0, 10);
  const visits = failing.visits === 1 ? 'a visit' : `${failing.visits} visits`;
  const reason = cut(`${outcome.reason}; given up: ${visits} since ${since} could not read it`);
  return { ...reading, outcome: { ...outcome, reason }, state: 'absent', failing };
}

/** Content that is lost waits to be read again, and may be in the live version still. */
function wasRead({ mark, content_hash, failing }: Known): boolean {
  return content_hash !== undefined || mark === PENDING || failing !== undefined;
}
