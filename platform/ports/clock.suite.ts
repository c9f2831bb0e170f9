import { describe, expect } from 'vitest';
import type { Clock } from './clock.ts';
import { casesOf, type SkippedCases } from './suite-cases.ts';

/** What {@link Clock} promises, as tests. */
export function clockSuite(name: string, clock: Clock, options: { readonly skip?: SkippedCases } = {}): void {
  describe(`${name} keeps the promises of Clock`, () => {
    const check = casesOf(options.skip);

    check('now is Unix milliseconds', () => {
      expect(Math.abs(clock.now() - Date.now())).toBeLessThan(10_000);
    });

    check('the monotonic clock does not go back, and goes on while one sleeps', async () => {
      let last = clock.monotonic();
      for (let n = 0; n < 1000; n++) {
        const now = clock.monotonic();
        expect(now).toBeGreaterThanOrEqual(last);
        last = now;
      }
      await clock.sleep(20);
      expect(clock.monotonic() - last).toBeGreaterThanOrEqual(19);
    });

    check('a sleep ends early and without an error when it is aborted', async () => {
      const stop = new AbortController();
      const started = clock.monotonic();
      const sleep = clock.sleep(60_000, stop.signal);
      stop.abort();
      await sleep;
      await clock.sleep(60_000, stop.signal);
      expect(clock.monotonic() - started).toBeLessThan(10_000);
    });

    check('a sleep of months does not end at once', async () => {
      const stop = new AbortController();
      let ended = false;
      const sleep = clock.sleep(2 ** 40, stop.signal).then(() => (ended = true));
      await clock.sleep(20);
      expect(ended).toBe(false);
      stop.abort();
      await sleep;
    });

    check('many sleeps on one signal leave nothing behind on it', async () => {
      const stop = new AbortController();
      let listeners = 0;
      const { signal } = stop;
      const add = signal.addEventListener.bind(signal);
      const remove = signal.removeEventListener.bind(signal);
      signal.addEventListener = (...args: Parameters<typeof add>) => (listeners++, add(...args));
      signal.removeEventListener = (...args: Parameters<typeof remove>) => (listeners--, remove(...args));
      await Promise.all(Array.from({ length: 20 }, () => clock.sleep(1, signal)));
      expect(listeners).toBe(0);
    });
  });
}
