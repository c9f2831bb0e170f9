import type * as fc from 'fast-check';
import { listAll, type ObjectInfo, type ObjectStore } from '../object-store.ts';
import { objectKeysOf, type ObjectOperation, performOnObjects } from './object-operations.ts';
import { assertAlike, type Outcome, outcomeOf, show } from './outcome.ts';

/** What is tested. */
export interface RealObjects {
  readonly store: ObjectStore;
}

/** What it should be like, below a prefix that belongs to one run. */
export interface ObjectModel extends RealObjects {
  /** Begins all keys. */
  readonly place: string;
  /** Another such store, with nothing in it. */
  makeStore(): ObjectStore;
}

export type ObjectCommand = fc.AsyncCommand<ObjectModel, RealObjects>;

/** How far the time of a write may be from the model's, which writes after it. */
const MAX_SKEW_MS = 60_000;

/** One call; the objects that it names are read again after it. */
export class CallObjects implements ObjectCommand {
  readonly #operation: ObjectOperation;

  constructor(operation: ObjectOperation) {
    this.#operation = operation;
  }

  check(): boolean {
    return true;
  }

  async run(model: ObjectModel, real: RealObjects): Promise<void> {
    await compare(model, real, this.#operation);
    for (const key of new Set(objectKeysOf(this.#operation)))
      await compare(model, real, { type: 'get', key });
  }

  toString(): string {
    return show(this.#operation);
  }
}

/** Compares all objects of a run by their names, lengths and times. */
export async function compareListings(model: ObjectModel, real: RealObjects): Promise<void> {
  const right = new Map((await listed(model.store, model.place)).map((info) => [info.key, info]));
  const found = await listed(real.store, model.place);
  const late = found.filter(
    ({ key, modified_ms }) => !(Math.abs(modified_ms - (right.get(key)?.modified_ms ?? 0)) < MAX_SKEW_MS),
  );
  const named = (infos: Iterable<ObjectInfo>): Outcome => ({
    answer: Array.from(infos, ({ key, bytes }) => ({ key, bytes })),
  });
  assertAlike(() => 'the listing of all', named(found), named(right.values()));
  if (late.length > 0) throw new Error(`of another time than they were written at: ${show(late)}`);
}

async function listed(store: ObjectStore, place: string): Promise<ObjectInfo[]> {
  return await Array.fromAsync(listAll(store, place));
}

async function compare(model: ObjectModel, real: RealObjects, operation: ObjectOperation): Promise<void> {
  const answered = await outcomeOf(() => performOnObjects(real.store, model.place, operation));
  const right = await outcomeOf(() => performOnObjects(model.store, model.place, operation));
  assertAlike(() => show(operation), answered, right);
}
