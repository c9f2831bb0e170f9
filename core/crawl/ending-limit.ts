import type { Limits } from '#messages/message.ts';
import { ENDING_LIMITS, type EndingLimit, type Outcome, type Skipped } from './outcome.ts';

/** What a crawl has used of what its limits count. */
export interface Spent {
  /** Over the wire. */
  readonly bytes: number;
  /** Since it began. */
  readonly elapsed_ms: number;
}

/** The limit that a crawl has come to, if it has to one that ends it. */
export function endingLimit(limits: Limits, { bytes, elapsed_ms }: Spent): EndingLimit | undefined {
  if (elapsed_ms >= (limits.seconds ?? Infinity) * 1000) return 'seconds';
  return bytes >= (limits.bytes ?? Infinity) ? 'bytes' : undefined;
}

/** What a page comes to that a crawl did not ask for before it came to a limit. */
export function leftUnread(limit: EndingLimit, limits: Limits): Skipped {
  const reason = `the crawl had come to its limit of ${limits[limit] ?? 'some'} ${limit}`;
  return { kind: 'skipped', why: limit, reason };
}

/** The limit that left a page unread, if one did. */
export function limitOf(outcome: Outcome): EndingLimit | undefined {
  return outcome.kind === 'skipped' ? ENDING_LIMITS.find((limit) => limit === outcome.why) : undefined;
}
