import * as fc from 'fast-check';
import { listAll, type ObjectStore } from '../object-store.ts';
import { type GivenCommands, manyCommands } from './many-commands.ts';
import { objectArbitraries } from './object-arbitraries.ts';
import { CallObjects, compareListings, type ObjectCommand, type ObjectModel } from './object-commands.ts';
import { RaceOnObjects } from './race-objects.ts';

/** Where a store may differ from the model, each with the reason: what shows it is not generated. */
export interface ObjectStoreGaps {
  readonly 'a listing is in the order of bytes'?: string;
  readonly 'a put if absent leaves what is there'?: string;
}

export interface ObjectsSubject {
  readonly store: ObjectStore;
  /** A new store that does what {@link ObjectStore} says; every run compares with one of its own. */
  makeModel(): ObjectStore;
  /** What the keys of the next run begin with; what lies there is deleted before it. */
  nextPlace(): string;
  readonly gaps: ObjectStoreGaps;
}

export interface ObjectProperties {
  /** That a store answers as the model does, to calls one after another. */
  readonly answers_calls: fc.IAsyncProperty<[GivenCommands<ObjectCommand>]>;
  /** That it does so in some order, to calls made at once. */
  readonly answers_races: fc.IAsyncProperty<[GivenCommands<ObjectCommand>]>;
}

export function objectProperties(subject: ObjectsSubject): ObjectProperties {
  const { put, operation, race } = objectArbitraries({
    by_bytes: subject.gaps['a listing is in the order of bytes'] === undefined,
    put_if_absent: subject.gaps['a put if absent leaves what is there'] === undefined,
  });
  const puts = put.map((one) => new CallObjects(one));
  const calls = operation.map((one) => new CallObjects(one));
  return {
    answers_calls: property(subject, puts, [calls]),
    answers_races: property(subject, puts, [race.map((all) => new RaceOnObjects(all)), calls]),
  };
}

function property(
  subject: ObjectsSubject,
  fill: fc.Arbitrary<ObjectCommand>,
  commands: fc.Arbitrary<ObjectCommand>[],
) {
  const some = manyCommands(fill, commands);
  const real = { store: subject.store };
  return fc.asyncProperty(some, async ({ first, after }) => {
    const model: ObjectModel = {
      store: subject.makeModel(),
      place: subject.nextPlace(),
      makeStore: () => subject.makeModel(),
    };
    await clear(real.store, model.place);
    for (const command of first) await command.run(model, real);
    await fc.asyncModelRun(() => ({ model, real }), after);
    await compareListings(model, real);
  });
}

async function clear(store: ObjectStore, place: string): Promise<void> {
  const left = await Array.fromAsync(listAll(store, place));
  await store.delete(left.map(({ key }) => key));
}
