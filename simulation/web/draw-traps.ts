import type { Seeded } from '../kernel/seeded.ts';
import type { Resource } from './resource.ts';

/** Redirects that lead on and on, and where they begin. */
export interface Traps {
  readonly resources: ReadonlyMap<string, Resource>;
  /** What a page must link to so that somebody walks into them. */
  readonly links: readonly string[];
}

/** Longer than a crawler follows. */
const LONGEST_CHAIN = 13;

/** A chain of redirects: to a page in the end, to nothing, in a circle, or longer than anybody goes. Or none at all. */
export function drawTraps(chance: Seeded, paths: readonly string[]): Traps {
  if (!chance.chance(0.35)) return { resources: new Map(), links: [] };
  const length = chance.pick([1, 2, 3, 5, LONGEST_CHAIN]);
  const end = chance.pick([chance.pick(paths), '/chain/0', '/chain/nowhere']);
  const chain = Array.from({ length }, (_, n): [string, Resource] => {
    const location = n + 1 < length ? `/chain/${n + 1}` : end;
    return [`/chain/${n}`, { kind: 'redirect', status: chance.pick([301, 302, 307]), location }];
  });
  return { resources: new Map(chain), links: ['/chain/0'] };
}
