import type { Clock } from '#ports/clock.ts';

/** What AWS makes takes from nothing, on a stand-in, to some ten seconds: looks become rarer. */
const FIRST_WAIT_MS = 20;
const LAST_WAIT_MS = 1000;

/** Looks until there is something. @returns undefined when there was nothing for `most_ms`. */
export async function lookUntil<Found>(
  clock: Clock,
  most_ms: number,
  look: () => Promise<Found | undefined>,
): Promise<Found | undefined> {
  const deadline_ms = clock.monotonic() + most_ms;
  for (let wait_ms = FIRST_WAIT_MS; ; wait_ms = Math.min(LAST_WAIT_MS, 2 * wait_ms)) {
    const found = await look();
    if (found !== undefined || clock.monotonic() >= deadline_ms) return found;
    await clock.sleep(wait_ms);
  }
}
