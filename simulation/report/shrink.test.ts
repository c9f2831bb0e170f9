import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FAULT_KINDS, type FaultFilter, type FaultKind } from '../kernel/fault.ts';
import type { FaultOf, Outcome } from '../outcome.ts';
import { ddmin } from './ddmin.ts';
import { shrink } from './shrink.ts';

/** A made run: of its faults those happen that the filter lets through, counted as Faults counts them. */
function made(all: readonly FaultKind[], violated: (happened: readonly FaultOf[]) => string | undefined) {
  const run = async (filter: FaultFilter): Promise<Outcome> => {
    const faults = all
      .filter((kind) => filter.without?.has(kind) !== true)
      .map((kind, n) => ({ kind, number: n + 1, at_ms: n, detail: 'somebody' }))
      .filter(({ number }) => filter.only?.has(number) ?? true);
    const invariant = violated(faults);
    const violation = { at_ms: 1, text: 'wrong', event_number: 1 };
    return {
      seed: 1,
      digest: '',
      ...(invariant === undefined ? {} : { violation: { invariant, ...violation } }),
      steps: 1,
      events: 1,
      virtual_ms: 1,
      faults,
      bounds_reached: [],
      coverage: {},
      comparisons: {},
    };
  };
  return run;
}

const has = (faults: readonly FaultOf[], kind: FaultKind): boolean => faults.some((one) => one.kind === kind);

/** Twenty of each of some kinds, one kind after the other in turn. */
const MANY = Array.from({ length: 100 }, (_, n): FaultKind => FAULT_KINDS[n % 5] ?? 'doubled');

describe('shrinking a run', () => {
  it('leaves whole kinds out, then single faults, and tells what is left by its numbers', async () => {
    const run = made(MANY, (faults) => (has(faults, 'reordered') && has(faults, 'late') ? 'I4' : undefined));
    const shrunk = await shrink(await run({}), run);
    expect(shrunk.outcome.faults.map(({ kind }) => kind).sort()).toEqual(['late', 'reordered']);
    expect(shrunk.filter.without).toEqual(
      new Set(FAULT_KINDS.filter((kind) => kind !== 'late' && kind !== 'reordered')),
    );
    const again = await run(shrunk.filter);
    expect(again.faults).toEqual(shrunk.outcome.faults);
    expect(again.violation?.invariant).toBe('I4');
    expect(shrunk.isCutShort).toBe(false);
  });

  it('finds in one run that no fault is needed', async () => {
    const run = made(MANY, () => 'I2');
    const { outcome, runs, filter } = await shrink(await run({}), run);
    expect(outcome.faults).toEqual([]);
    expect({ runs, filter }).toEqual({ runs: 1, filter: { only: new Set() } });
  });

  it('does not take another violation for the same', async () => {
    const run = made(MANY, (faults) => (faults.length === MANY.length ? 'I4' : 'I5'));
    const { outcome, filter } = await shrink(await run({}), run);
    expect(outcome.faults).toHaveLength(MANY.length);
    expect(filter).toEqual({});
  });

  it('keeps kinds out that were out, and numbers to those that were let through', async () => {
    const run = made(MANY, (faults) => (has(faults, 'late') ? 'I4' : undefined));
    const filter = { without: new Set<FaultKind>(['doubled']), only: new Set([1, 2, 3, 4]) };
    const shrunk = await shrink(await run(filter), run, filter);
    expect(shrunk.filter).toEqual({ without: filter.without, only: new Set([2]) });
  });

  it('ends after so many runs or steps, with the best until then', async () => {
    const run = made(MANY, (faults) => (faults.length > 30 ? 'I4' : undefined));
    const { runs, isCutShort, filter } = await shrink(await run({}), run, {}, { runs: 10, steps: 100 });
    expect({ runs, isCutShort }).toEqual({ runs: 10, isCutShort: true });
    // Each takes one step.
    const fewer = await shrink(await run({}), run, {}, { runs: 10, steps: 7 });
    expect(fewer).toMatchObject({ runs: 7, isCutShort: true });
    expect((await run(filter)).violation?.invariant).toBe('I4');
  });

  it('passes over runs that come to nothing', async () => {
    const run = made(MANY, (faults) => (has(faults, 'late') ? 'I4' : undefined));
    const { outcome } = await shrink(await run({}), async () => undefined);
    expect(outcome.faults).toHaveLength(MANY.length);
  });
});

describe('ddmin', () => {
  it('leaves nothing that can be left out alone', async () => {
    const cases = fc.record({
      items: fc.uniqueArray(fc.nat(200), { minLength: 1, maxLength: 60 }),
      needed: fc.array(fc.nat(), { minLength: 1, maxLength: 6 }),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ items, needed: picks }) => {
        const needed = new Set(picks.map((pick) => items[pick % items.length]));
        const kept = await ddmin(items, async (some) =>
          [...needed].every((item) => some.some((one) => one === item)),
        );
        expect(new Set(kept)).toEqual(needed);
      }),
    );
  });
});
