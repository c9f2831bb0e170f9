import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAX_DELAY_MS } from '#ports/queue.ts';
import { ComeBacks, comeBackPace } from './come-backs.ts';
import { type HostHealth, type PaceRules, hostHealthSchema } from './host-pace.ts';

const declared = (gap_ms: number) => ({ gap_ms, within_ms: MAX_DELAY_MS });

describe('who gets no turn comes back', () => {
  it('when the host is open again, where nothing is known of its pace', () => {
    const comeBacks = new ComeBacks();
    expect([1, 2, 3].map(() => comeBacks.next(0, 5000, declared(0)))).toEqual([5000, 5000, 5000]);
  });

  it('one after the other where its pace is known', () => {
    const comeBacks = new ComeBacks();
    expect([1, 2, 3].map(() => comeBacks.next(0, 5000, declared(10_000)))).toEqual([5000, 10_000, 15_000]);
    expect(comeBacks.next(60_000, 5000, declared(10_000)), 'nobody is waiting any more').toBe(5000);
  });

  it('when the host is open again, though that is later than a queue can put a message off', () => {
    const comeBacks = new ComeBacks();
    const hour_ms = 3_600_000;
    expect([1, 2].map(() => comeBacks.next(0, hour_ms, declared(10_000)))).toEqual([hour_ms, hour_ms]);
    const nearly_ms = hour_ms - 60_000;
    expect([1, 2].map(() => comeBacks.next(nearly_ms, 60_000, declared(10_000)))).toEqual([65_000, 70_000]);
  });

  it('never before the host is open, nor later than a queue can put a message off, and evenly spread', () => {
    const someone = fc.tuple(fc.nat(2000), fc.nat(30_000));
    fc.assert(
      fc.property(
        fc.constantFrom(500, 5000, 30_000),
        fc.array(someone, { maxLength: 300 }),
        (delay_ms, asked) => {
          const comeBacks = new ComeBacks();
          let now_ms = 0;
          for (const [pause_ms, shut_ms] of asked) {
            now_ms += pause_ms;
            const after_ms = comeBacks.next(now_ms, shut_ms, declared(delay_ms));
            expect(after_ms).toBeGreaterThanOrEqual(shut_ms);
            expect(after_ms).toBeLessThanOrEqual(MAX_DELAY_MS);
          }
        },
      ),
    );
    const comeBacks = new ComeBacks();
    const times = Array.from({ length: 3000 }, () => comeBacks.next(0, 29_000, declared(30_000)));
    const together = Math.max(
      ...Object.values(Object.groupBy(times, String)).map((same) => same?.length ?? 0),
    );
    expect(together).toBeLessThanOrEqual(Math.ceil(3000 / 58));
  });
});

describe('the line at a host moves', () => {
  const WELL = hostHealthSchema.parse({ penalty_until_ms: 0 });
  const RULES: PaceRules = { delay_ms: 0, delay_factor: 1, concurrency: 4 };
  const LONG = MAX_DELAY_MS;
  const MINUTE = 60_000;
  it.each<
    [what: string, health: Partial<HostHealth>, rules: Partial<PaceRules>, gap_ms: number, within_ms: number]
  >([
    ['at once, for all that is known', {}, {}, 0, LONG],
    ['by our own delay', {}, { delay_ms: 100 }, 100, LONG],
    ['by its Crawl-delay', {}, { delay_ms: 100, crawl_delay_ms: 5000 }, 5000, LONG],
    ['by what its answers take, as many at a time as may be', { response_ms: 80 }, {}, 20, MINUTE],
    ['one at a time, where there is a delay', { response_ms: 80 }, { crawl_delay_ms: 50 }, 80, MINUTE],
    ['slowly, where it is slow', { response_ms: 4000 }, { delay_ms: 100 }, 4000, MINUTE],
    ['slowly, where it is in trouble', { strikes: 1 }, {}, 250, MINUTE],
    ['no faster than its delay for all its trouble', { strikes: 1 }, { delay_ms: 1000 }, 1000, LONG],
  ])('%s', (_, health, rules, gap_ms, within_ms) => {
    expect(comeBackPace({ ...WELL, ...health }, { ...RULES, ...rules })).toEqual({ gap_ms, within_ms });
  });

  it('and who waits by what was learnt looks again within a minute', () => {
    const comeBacks = new ComeBacks();
    const waits = Array.from({ length: 100 }, () =>
      comeBacks.next(0, 0, { gap_ms: 4000, within_ms: MINUTE }),
    );
    expect(Math.max(...waits)).toBe(60_000);
    expect(waits.slice(0, 3)).toEqual([2000, 4000, 6000]);
  });
});
