/* oxlint-disable vitest/expect-expect -- the commands compare, and throw what differs */
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, it } from 'vitest';
import type { ObjectStore } from './object-store.ts';
import { modelRuns } from './testing/model-runs.ts';
import {
  objectProperties,
  type ObjectProperties,
  type ObjectStoreGaps,
} from './testing/object-properties.ts';

export type { ObjectStoreGaps };

export interface ObjectStoreModelOptions {
  /** Runs of each property, before `MODEL_RUNS` multiplies them. */
  readonly runs: number;
  readonly gaps?: ObjectStoreGaps;
  /** Keys begin with nothing of their run: for a store that goes by what they begin with. Others lose their objects. */
  readonly whole?: boolean;
}

export interface ObjectStoreUnderTest {
  readonly store: ObjectStore;
  /** A new store that does what {@link ObjectStore} says; every run compares with one of its own. */
  makeModel(): ObjectStore;
  dispose(): Promise<void>;
}

/**
 * Declares that an object store answers as a model of it does, whatever is asked: random calls go to both. `make` is
 * called once; every run uses a prefix of its own. A failure tells its seed, which `MODEL_SEED` repeats, and the fewest
 * calls that show it.
 */
export function objectStoreModel(
  name: string,
  make: () => Promise<ObjectStoreUnderTest>,
  { runs, gaps = {}, whole = false }: ObjectStoreModelOptions,
): void {
  const { parameters, timeout_ms } = modelRuns(runs);
  const run_id = `${process.pid}-${process.hrtime.bigint()}`;

  describe(`${name} answers as the model of ObjectStore does`, { timeout: timeout_ms }, () => {
    let properties: ObjectProperties;
    let dispose: () => Promise<void>;
    let count = 0;
    beforeAll(async () => {
      const made = await make();
      dispose = () => made.dispose();
      properties = objectProperties({
        store: made.store,
        makeModel: () => made.makeModel(),
        nextPlace: () => (whole ? '' : `model-${run_id}-${++count}/`),
        gaps,
      });
    });
    afterAll(() => dispose());

    it('to calls one after another', () => fc.assert(properties.answers_calls, parameters));
    it('to calls made at once, in some order', () => fc.assert(properties.answers_races, parameters));
  });
}
