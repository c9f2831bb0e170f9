import { describe, expect, it } from 'vitest';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { ReplicaChoice } from './replica-choice.ts';

const REPLICAS = ['a', 'b', 'c'].map((searcher) => ({ searcher, endpoint: searcher }));

const SEARCH = Symbol('search');

function choosing(most = 10) {
  const clock = new VirtualClock();
  const choice = new ReplicaChoice(clock, most);
  const choose = (tried: readonly string[] = []) => choice.choose(REPLICAS, new Set(tried), SEARCH)?.searcher;
  /** Who is chosen for so many searches, none of which is answered meanwhile. */
  const counts = (questions: number) => {
    const searches = Array.from({ length: questions }, () => Symbol('search'));
    const chosen = searches.map((search) => {
      const searcher = choice.choose(REPLICAS, new Set(), search)?.searcher ?? 'none';
      if (searcher !== 'none') choice.begin(searcher, search);
      return searcher;
    });
    for (const [n, searcher] of chosen.entries())
      if (searcher !== 'none') choice.end(searcher, searches[n] ?? SEARCH);
    return Object.fromEntries(
      [...Map.groupBy(chosen, (one) => one)].map(([one, all]) => [one, all.length] as const),
    );
  };
  return { clock, choice, choose, counts };
}

describe('the replica that is asked', () => {
  it('is each in turn, as long as nothing is known', () => {
    expect(choosing().counts(9)).toEqual({ a: 3, b: 3, c: 3 });
  });

  it('is the one that answers sooner, by how much sooner that is', () => {
    const { choice, counts } = choosing();
    choice.trust('a', 20);
    choice.trust('b', 20);
    choice.trust('c', 400);
    const { a = 0, b = 0, c = 0 } = counts(15);
    expect(Math.abs(a - b)).toBeLessThanOrEqual(1);
    expect(c).toBeLessThan(a / 2);
    expect(c).toBeGreaterThan(0);
  });

  it('is one that was slow again, by and by', async () => {
    const { clock, choice, counts } = choosing();
    for (const [searcher, ms] of [
      ['a', 20],
      ['b', 20],
      ['c', 400],
    ] as const)
      choice.trust(searcher, ms);
    expect(counts(3)).toEqual({ a: 2, b: 1 });
    await clock.advance(60_000);
    expect(counts(3)).toEqual({ a: 1, b: 1, c: 1 });
  });

  it('is not one that failed, unless there is no other', () => {
    const { choice, counts, choose } = choosing();
    choice.suspect('a');
    expect(counts(8)).toEqual({ b: 4, c: 4 });
    expect(choose(['b', 'c'])).toBe('a');
  });

  it('is none where all have as many searches as they may', () => {
    const { choice, counts } = choosing(2);
    expect(counts(8)).toEqual({ a: 2, b: 2, c: 2, none: 2 });
    const a = { searcher: 'a', endpoint: 'a' };
    const [one, other, third] = [Symbol('one'), Symbol('other'), Symbol('third')];
    for (const search of [one, one, one, other]) choice.begin('a', search);
    expect([one, other, third].map((search) => choice.isFull(a, search))).toEqual([false, false, true]);
    choice.end('a', one);
    expect(choice.isFull(a, third)).toBe(true);
    choice.end('a', other);
    expect(choice.isFull(a, third)).toBe(false);
  });

  it('is less often one that was too busy, or that had not answered when another had', () => {
    for (const tell of ['busy', 'waited'] as const) {
      const { choice, counts } = choosing();
      for (const { searcher } of REPLICAS) choice.trust(searcher, 20);
      if (tell === 'busy') choice.busy('c');
      else choice.waited('c', 500);
      const { a = 0, c = 0 } = counts(15);
      expect(c).toBeLessThan(a);
      expect(c).toBeGreaterThan(0);
    }
    const { choice, counts } = choosing();
    for (const { searcher } of REPLICAS) choice.trust(searcher, 20);
    choice.waited('c', 1);
    expect(counts(3)).toEqual({ a: 1, b: 1, c: 1 });
  });
});
