import type { ObjectStore } from '../object-store.ts';
import { explainRace } from './explain-race.ts';
import type { ObjectCommand, ObjectModel, RealObjects } from './object-commands.ts';
import { objectKeysOf, type ObjectOperation, performOnObjects } from './object-operations.ts';
import { outcomeOf, show } from './outcome.ts';

/** Calls on single objects made at once: there must be an order in which the model answers the same and ends the same. */
export class RaceOnObjects implements ObjectCommand {
  readonly #operations: readonly ObjectOperation[];

  constructor(operations: readonly ObjectOperation[]) {
    this.#operations = operations;
  }

  check(): boolean {
    return true;
  }

  async run(model: ObjectModel, real: RealObjects): Promise<void> {
    const operations = this.#operations;
    const { place } = model;
    const keys = [...new Set(operations.flatMap(objectKeysOf))];
    const readAll = (store: ObjectStore): Promise<unknown> =>
      Promise.all(keys.map((key) => performOnObjects(store, place, { type: 'get', key })));
    const before = await Promise.all(
      keys.map(async (key) => ({ key, body: await model.store.get(place + key) })),
    );
    const outcomes = await Promise.all(
      operations.map((operation) => outcomeOf(() => performOnObjects(real.store, place, operation))),
    );
    const order = await explainRace({
      operations,
      outcomes,
      after: await outcomeOf(() => readAll(real.store)),
      begin: async () => {
        const store = model.makeStore();
        for (const { key, body } of before) if (body !== undefined) await store.put(place + key, body);
        return {
          perform: (operation) => performOnObjects(store, place, operation),
          read: () => readAll(store),
        };
      },
    });
    // What fails is among them, and fails here as it did there.
    for (const operation of order) await outcomeOf(() => performOnObjects(model.store, place, operation));
  }

  toString(): string {
    return `at once ${show(this.#operations)}`;
  }
}
