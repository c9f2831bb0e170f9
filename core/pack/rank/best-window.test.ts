import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Match, bestWindow } from './best-window.ts';

/** Matches of clauses at places. */
function at(...matches: [place: number, clause: number][]): Match[] {
  return matches.map(([place, clause]) => ({ place, clause }));
}

describe('the best window', () => {
  it('is none where nothing matches', () => {
    expect(bestWindow([], [1])).toBeUndefined();
  });

  it('has the clauses that are worth the most, though others are many', () => {
    expect(bestWindow(at([0, 0], [1, 0], [2, 0], [500, 1]), [1, 2])).toMatchObject({ first: 500, worth: 2 });
    expect(bestWindow(at([0, 0], [500, 1], [510, 0]), [1, 2])).toMatchObject({ first: 500, worth: 3 });
  });

  it('is the one with the most matches of equals, and then the first', () => {
    expect(bestWindow(at([0, 0], [100, 0], [101, 0]), [1])).toMatchObject({ first: 100, worth: 1 });
    expect(bestWindow(at([5, 0], [100, 0]), [1])).toMatchObject({ first: 5 });
  });

  it('has 30 words', () => {
    expect(bestWindow(at([0, 0], [29, 1]), [1, 1])).toMatchObject({ first: 0, worth: 2 });
    expect(bestWindow(at([0, 0], [30, 1]), [1, 1])).toMatchObject({ first: 0, worth: 1 });
  });

  it('is as good as the best of all, whatever the matches', () => {
    const places = fc.uniqueArray(fc.tuple(fc.nat({ max: 200 }), fc.nat({ max: 3 })), {
      selector: ([place]) => place,
      minLength: 1,
      maxLength: 60,
    });
    const worths = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(places, worths, (made, worth) => {
        const matches = at(...made.toSorted(([a], [b]) => a - b));
        const all = matches.map(({ place }) => {
          const within = matches.filter((other) => other.place >= place && other.place < place + 30);
          const clauses = new Set(within.map(({ clause }) => clause));
          return {
            place,
            worth: [...clauses].reduce((sum, n) => sum + (worth[n] ?? 0), 0),
            count: within.length,
          };
        });
        const [best] = all.toSorted((a, b) => b.worth - a.worth || b.count - a.count || a.place - b.place);
        expect(bestWindow(matches, worth)).toMatchObject({ first: best?.place, worth: best?.worth });
      }),
    );
  });
});
