import type { Happening, WorldEvent } from '../../kernel/event.ts';
import type { Invariant } from '../invariant.ts';

/** Tells invariants what happened, at moments that the test sets. */
export class Telling {
  readonly #invariants: readonly Pick<Invariant, 'on'>[];
  /** Virtual ms of what is told next. */
  at_ms = 0;

  constructor(...invariants: readonly Pick<Invariant, 'on'>[]) {
    this.#invariants = invariants;
  }

  /** @returns what the first invariant that objects says. */
  tell(by: string, happening: Happening): string | undefined {
    const event: WorldEvent = { ...happening, by, at_ms: this.at_ms };
    return this.#invariants.map((invariant) => invariant.on?.(event)).find((text) => text !== undefined);
  }
}
