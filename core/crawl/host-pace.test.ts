import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type DatedEnd,
  FAST_MS,
  type HostHealth,
  MAX_ADAPTED_MS,
  MAX_CRAWL_DELAY_MS,
  type TurnEnd,
  hostHealthSchema,
  learnt,
  paceOf,
} from './host-pace.ts';

const WELL: HostHealth = hostHealthSchema.parse({ penalty_until_ms: 0, penalty_ms: 0 });
const NONE = { count: 0, total_ms: 0 };
const RULES = { delay_ms: 100, delay_factor: 1, concurrency: 4 };

/** What is left to wait after each of some ends in a row, of which each began when the one before was over. */
function penalties(...ends: readonly TurnEnd[]): number[] {
  let health = WELL;
  let now_ms = 1_000_000;
  return ends.map((end) => {
    now_ms = Math.max(now_ms + 1, health.penalty_until_ms);
    health = learnt(health, now_ms, { ends: [{ ...end, start_at_ms: now_ms }], answers: NONE });
    return Math.max(0, health.penalty_until_ms - now_ms);
  });
}

const refused: TurnEnd = { kind: 'refused' };
const failed: TurnEnd = { kind: 'failed' };
const answered: TurnEnd = { kind: 'answered', took_ms: 10 };
const retryAfter = (retry_after_ms: number): TurnEnd => ({ kind: 'refused', retry_after_ms });

describe('a host is left alone', () => {
  it.each<[says: string, ends: readonly TurnEnd[], penalties_ms: readonly number[]]>([
    ['not at all when it answers', [answered, answered], [0, 0]],
    [
      'for a second, then for twice as long each time, when it refuses',
      [refused, refused, refused],
      [1000, 2000, 4000],
    ],
    ['for a moment at first when it does not answer', [failed, failed, failed], [250, 500, 1000]],
    ['for as long as it says', [retryAfter(7000)], [7000]],
    ['not at all when it says 0', [retryAfter(0)], [0]],
    [
      'for longer, when it says 0 again and again',
      [retryAfter(0), retryAfter(0), retryAfter(0)],
      [0, 1000, 2000],
    ],
    ['for hours, when it says so', [retryAfter(7_200_000)], [7_200_000]],
    ['for no longer than a day', [retryAfter(1e12)], [86_400_000]],
    [
      'for a second again after it has answered',
      [refused, refused, answered, refused],
      [1000, 2000, 0, 1000],
    ],
    ['by refusals and failures together', [failed, refused, failed], [250, 2000, 1000]],
  ])('%s', (_says, ends, expected) => {
    expect(penalties(...ends)).toEqual(expected);
  });

  it('at most five minutes when it refuses, and one when it does not answer', () => {
    expect(penalties(...Array.from({ length: 100 }, () => refused)).at(-1)).toBe(300_000);
    expect(penalties(...Array.from({ length: 100 }, () => failed)).at(-1)).toBe(60_000);
  });

  it('once for requests that were under way together', () => {
    const ends = [0, 1, 2, 3].map((n): DatedEnd => ({ kind: 'refused', start_at_ms: 1000 + n }));
    const after = ends.reduce(
      (health, end, n) => learnt(health, 2000 + n, { ends: [end], answers: NONE }),
      WELL,
    );
    expect(after).toMatchObject({ strikes: 1, penalty_until_ms: 3003 });
  });

  it('on, when a request that began before the trouble is answered', () => {
    const struck = learnt(WELL, 2000, { ends: [{ kind: 'refused', start_at_ms: 1500 }], answers: NONE });
    const late = learnt(struck, 2100, { ends: [{ ...answered, start_at_ms: 1600 }], answers: NONE });
    expect(late.strikes).toBe(1);
    const early = learnt(late, 3100, { ends: [{ ...answered, start_at_ms: 3000 }], answers: NONE });
    expect(early.strikes).toBe(0);
  });
});

describe('trouble', () => {
  it('is forgotten ten minutes after a host was to be left alone', () => {
    const known = { ...WELL, strikes: 5, struck_at_ms: 1000, penalty_until_ms: 9000, penalty_ms: 8000 };
    const at = (now_ms: number) => learnt(known, now_ms, { ends: [], answers: NONE }).strikes;
    expect([at(9000), at(609_000), at(609_001)]).toEqual([5, 5, 0]);
  });
});

describe('the time that a host takes to answer', () => {
  it('is that of its first answer, then an eighth of each', () => {
    const first = learnt(WELL, 0, {
      ends: [{ kind: 'answered', took_ms: 800, start_at_ms: 0 }],
      answers: NONE,
    });
    expect(first.response_ms).toBe(800);
    const second = learnt(first, 1, {
      ends: [{ kind: 'answered', took_ms: 0, start_at_ms: 1 }],
      answers: NONE,
    });
    expect(second.response_ms).toBe(700);
  });

  it('is the same whether answers come one by one or together', () => {
    const times = fc.array(fc.nat(1000), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(fc.nat(1000), times, (before, took) => {
        const mean_ms = took.reduce((sum, each) => sum + each, 0) / took.length;
        const known = { ...WELL, response_ms: before };
        const ends = took.map((): DatedEnd => ({ kind: 'answered', took_ms: mean_ms, start_at_ms: 0 }));
        const single = learnt(known, 0, { ends, answers: NONE }).response_ms ?? Number.NaN;
        const answers = { count: took.length, total_ms: mean_ms * took.length };
        const together = learnt(known, 0, { ends: [], answers }).response_ms ?? Number.NaN;
        expect(together).toBeCloseTo(single, 6);
      }),
    );
  });

  it('lies between the shortest and the longest of its answers', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(100_000), { minLength: 1, maxLength: 30 }), (took) => {
        const ends = took.map((took_ms): DatedEnd => ({ kind: 'answered', took_ms, start_at_ms: 0 }));
        const smooth = learnt(WELL, 0, { ends, answers: NONE }).response_ms ?? Number.NaN;
        expect(smooth).toBeGreaterThanOrEqual(Math.min(...took) - 1e-6);
        expect(smooth).toBeLessThanOrEqual(Math.max(...took) + 1e-6);
      }),
    );
  });
});

describe('the pace of a host', () => {
  it.each<
    [says: string, health: Partial<HostHealth>, rules: object, spacing_ms: number, concurrency: number]
  >([
    ['is our own at first', {}, {}, 100, 4],
    ['is our own while it is fast', { response_ms: FAST_MS - 1 }, {}, 100, 4],
    ['knows no spacing where we want none and it is fast', { response_ms: 50 }, { delay_ms: 0 }, 0, 4],
    ['is what it takes to answer when that is longer', { response_ms: 900 }, {}, 900, 4],
    ['is a multiple of that', { response_ms: 900 }, { delay_factor: 5 }, 4500, 4],
    ['is a part of that', { response_ms: 900 }, { delay_factor: 0.5 }, 450, 4],
    ['pays no regard to that when told so', { response_ms: 900 }, { delay_factor: 0 }, 100, 4],
    ['is never slower than a bound by that', { response_ms: 1e6 }, { delay_factor: 5 }, MAX_ADAPTED_MS, 4],
    ['is our own when that is the longest', { response_ms: 900 }, { delay_ms: 60_000 }, 60_000, 4],
    ['is its Crawl-delay, one at a time', {}, { crawl_delay_ms: 2000 }, 2000, 1],
    ['is its Crawl-delay up to a bound', {}, { crawl_delay_ms: 1e9 }, MAX_CRAWL_DELAY_MS, 1],
    ['is one at a time while it is in trouble', { strikes: 1 }, {}, 100, 1],
  ])('%s', (_says, health, rules, spacing_ms, concurrency) => {
    expect(paceOf({ ...WELL, ...health }, { ...RULES, ...rules })).toEqual({ spacing_ms, concurrency });
  });
});
