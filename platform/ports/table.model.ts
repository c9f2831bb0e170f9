/* oxlint-disable vitest/expect-expect -- the commands compare, and throw what differs */
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, it } from 'vitest';
import type { Table } from './table.ts';
import { modelRuns } from './testing/model-runs.ts';
import {
  answersCalls,
  answersRaces,
  knowsItsBound,
  type TableGaps,
  type TableSubject,
} from './testing/table-properties.ts';

export type { TableGaps };

export interface TableModelOptions {
  /** Runs of each property, before `MODEL_RUNS` multiplies them. */
  readonly runs: number;
  /** A table that exists and that the tests may write to. */
  readonly table?: string;
  readonly gaps?: TableGaps;
}

export interface TableUnderTest {
  readonly table: Table;
  /** A new table that does what {@link Table} says; every run compares with one of its own. */
  makeModel(): Table;
  dispose(): Promise<void>;
}

/**
 * Declares that a table answers as a model of it does, whatever is asked: random calls go to both. `make` is called once;
 * every run uses partitions of its own. A failure tells its seed, which `MODEL_SEED` repeats, and the fewest calls that
 * show it.
 */
export function tableModel(
  name: string,
  make: () => Promise<TableUnderTest>,
  { runs, table = 'pages', gaps = {} }: TableModelOptions,
): void {
  const { parameters, timeout_ms } = modelRuns(runs);
  const large = modelRuns(runs * SHARE_OF_LARGE_ROWS).parameters;
  const run_id = `${process.pid}-${process.hrtime.bigint()}`;

  describe(`${name} answers as the model of Table does`, { timeout: timeout_ms }, () => {
    let subject: TableSubject;
    let dispose: () => Promise<void>;
    let count = 0;
    beforeAll(async () => {
      const made = await make();
      dispose = () => made.dispose();
      subject = {
        table: made.table,
        name: table,
        makeModel: () => made.makeModel(),
        nextPrefix: () => `model-${run_id}-${++count}-`,
        gaps,
      };
    });
    afterAll(() => dispose());

    it('to calls one after another', () => fc.assert(answersCalls(subject), parameters));
    it('to calls made at once, in some order', () => fc.assert(answersRaces(subject), parameters));
    it('to rows below and above the bound', () => fc.assert(knowsItsBound(subject), large));
  });
}

/** A run with rows of some hundred kilobytes takes as long as several others. */
const SHARE_OF_LARGE_ROWS = 0.3;
