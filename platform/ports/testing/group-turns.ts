/* oxlint-disable vitest/no-standalone-expect -- the test is declared in queue.model.ts */
import { expect } from 'vitest';

type Group = string | undefined;

/**
 * Holds a queue to serving its groups in turn: a receive takes from as many groups as it can, and no group is served
 * twice while another one waits.
 */
export class GroupTurns {
  /** Groups that had something to give at the last receive and were not served, with those served since. */
  readonly #waiting = new Map<Group, Set<Group>>();

  /** @param ready groups that had something to give. */
  served(ready: ReadonlySet<Group>, served: ReadonlySet<Group>, max: number): void {
    expect(served.size, 'groups served').toBe(Math.min(max, ready.size));
    for (const group of this.#waiting.keys()) if (!ready.has(group)) this.#waiting.delete(group);
    for (const group of ready) {
      const since = this.#waiting.get(group) ?? new Set();
      if (served.has(group)) {
        this.#waiting.delete(group);
        continue;
      }
      for (const other of served) {
        expect(since, `served twice while "${group}" waits`).not.toContain(other);
        since.add(other);
      }
      this.#waiting.set(group, since);
    }
  }
}
