import * as fc from 'fast-check';
import type { Table } from '../table.ts';
import { type GivenCommands, manyCommands } from './many-commands.ts';
import { RaceOnTable } from './race-table.ts';
import {
  largeRows,
  tableInsert,
  tableOperation,
  tablePartitions,
  tableQueries,
  tableRace,
} from './table-arbitraries.ts';
import {
  CallTable,
  compareAll,
  GoOn,
  OpenQuery,
  ReadQuery,
  type RealTable,
  type TableCommand,
  type TableModel,
} from './table-commands.ts';

/** Where a table may differ from the model, each with the reason: what shows it is not generated. */
export interface TableGaps {
  readonly 'rows with the same mark are in the order of their sort keys'?: string;
  readonly 'from and to are compared as bytes of UTF-8'?: string;
  readonly 'a large row counts twice when an update marks it'?: string;
}

export interface TableSubject {
  readonly table: Table;
  /** Of a table that is there and may be written to. */
  readonly name: string;
  /** A new table that does what {@link Table} says; every run compares with one of its own. */
  makeModel(): Table;
  /** What the partitions of the next run begin with. */
  nextPrefix(): string;
  readonly gaps: TableGaps;
}

export type TableProperty = fc.IAsyncProperty<[GivenCommands<TableCommand>]>;

/** That a table answers as the model does, to calls one after another. */
export function answersCalls(subject: TableSubject): TableProperty {
  const by_bytes = subject.gaps['from and to are compared as bytes of UTF-8'] === undefined;
  const query = tableQueries({ by_bytes });
  return property(subject, inserts, [
    // Three of six commands.
    calls,
    calls,
    calls,
    query.map((one) => new ReadQuery(one)),
    query.map((one) => new OpenQuery(one)),
    fc.constant(new GoOn()),
  ]);
}

/** That a table answers as the model does in some order, to calls made at once. */
export function answersRaces(subject: TableSubject): TableProperty {
  return property(subject, inserts, [tableRace.map((race) => new RaceOnTable(race)), calls]);
}

/** That a table takes the rows that the model takes, and refuses those that it refuses, for their size. */
export function knowsItsBound(subject: TableSubject): TableProperty {
  const marked = subject.gaps['a large row counts twice when an update marks it'] === undefined;
  const large = largeRows({ marked }).map((operation) => new CallTable(operation));
  return property(subject, large, [large]);
}

const inserts = tableInsert.map((operation) => new CallTable(operation));
const calls = tableOperation.map((operation) => new CallTable(operation));

function property(
  { table, name, gaps, ...subject }: TableSubject,
  fill: fc.Arbitrary<TableCommand>,
  commands: fc.Arbitrary<TableCommand>[],
): TableProperty {
  const real: RealTable = { table, name };
  const some = manyCommands(fill, commands);
  return fc.asyncProperty(some, async ({ first, after }) => {
    const model: TableModel = {
      table: subject.makeModel(),
      name,
      prefix: subject.nextPrefix(),
      makeTable: () => subject.makeModel(),
      orders_equal_marks: gaps['rows with the same mark are in the order of their sort keys'] === undefined,
    };
    for (const command of first) await command.run(model, real);
    await fc.asyncModelRun(() => ({ model, real }), after);
    await compareAll(model, real, tablePartitions);
  });
}
