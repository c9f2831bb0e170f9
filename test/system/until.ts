import { setTimeout as sleep } from 'node:timers/promises';

/** What was waited for did not come about. */
export class NeverCame extends Error {
  override readonly name = 'NeverCame';
}

/** How often is looked. What is waited for lies in tables and behind HTTP: there is no event to wait for. */
const LOOK_MS = 25;

/**
 * Waits until `look` gives something.
 * @param what for the message of the error.
 * @throws {NeverCame} after `timeout_ms`, with what `look` threw last if it did.
 */
export async function until<Result>(
  what: string,
  look: () => Promise<Result | undefined | false>,
  timeout_ms = 30_000,
): Promise<Result> {
  const deadline_ms = performance.now() + timeout_ms;
  let cause: unknown;
  while (performance.now() < deadline_ms) {
    try {
      const found = await look();
      if (found !== undefined && found !== false) return found;
      cause = undefined;
    } catch (error) {
      cause = error;
    }
    await sleep(LOOK_MS);
  }
  throw new NeverCame(`waited ${timeout_ms} ms for ${what}`, { cause });
}
