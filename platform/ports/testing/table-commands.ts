import type * as fc from 'fast-check';
import type { RowQuery, Table } from '../table.ts';
import { assertAlike, outcomeOf, show } from './outcome.ts';
import { readPage, readQuery } from './table-pages.ts';
import {
  keysOf,
  performOnTable,
  type SettledOperation,
  settle,
  type TableOperation,
} from './table-operations.ts';

/** What is tested. */
export interface RealTable {
  readonly table: Table;
  readonly name: string;
}

/** What it should be like, in partitions that belong to one run. */
export interface TableModel extends RealTable {
  /** Begins the names of the partitions. */
  readonly prefix: string;
  /** Another such table, with nothing in it. */
  makeTable(): Table;
  /** Whether rows with the same mark come in the order of their sort keys. */
  readonly orders_equal_marks: boolean;
  /** A query that was left after one of its pages. */
  opened?: OpenedQuery | undefined;
}

interface OpenedQuery {
  readonly query: RowQuery;
  /** Where either goes on: the texts are their own. */
  readonly model_next: string;
  readonly real_next: string;
}

export type TableCommand = fc.AsyncCommand<TableModel, RealTable>;

/** One call; the rows that it names are read again after it. */
export class CallTable implements TableCommand {
  readonly #operation: TableOperation;

  constructor(operation: TableOperation) {
    this.#operation = operation;
  }

  check(): boolean {
    return true;
  }

  async run(model: TableModel, real: RealTable): Promise<void> {
    const operation = await settle(this.#operation, model);
    await compareCalls(() => show(operation), model, real, operation);
    const keys = keysOf(operation);
    if (keys.length > 0)
      await compareCalls(() => `rows after ${show(operation)}`, model, real, { type: 'getMany', keys });
  }

  toString(): string {
    return show(this.#operation);
  }
}

/** Reads a query page by page to its end. */
export class ReadQuery implements TableCommand {
  readonly #query: RowQuery;

  constructor(query: RowQuery) {
    this.#query = query;
  }

  check(): boolean {
    return true;
  }

  async run(model: TableModel, real: RealTable): Promise<void> {
    await compareQueries(model, real, { ...this.#query, pk: model.prefix + this.#query.pk });
  }

  toString(): string {
    return `all of ${show(this.#query)}`;
  }
}

/** Reads the first page of a query, which may be gone on with when rows have changed. */
export class OpenQuery implements TableCommand {
  readonly #query: RowQuery;

  constructor(query: RowQuery) {
    this.#query = query;
  }

  /** Where rows with one mark come in any order, so do pages end at any of them. */
  check(model: Readonly<TableModel>): boolean {
    return this.#query.sparse !== true || model.orders_equal_marks;
  }

  async run(model: TableModel, real: RealTable): Promise<void> {
    await comparePages(model, real, { ...this.#query, pk: model.prefix + this.#query.pk });
  }

  toString(): string {
    return `page of ${show(this.#query)}`;
  }
}

/** Reads the next page of the query that was opened last. */
export class GoOn implements TableCommand {
  check(model: Readonly<TableModel>): boolean {
    return model.opened !== undefined;
  }

  async run(model: TableModel, real: RealTable): Promise<void> {
    if (model.opened !== undefined) await comparePages(model, real, model.opened.query, model.opened);
  }

  toString(): string {
    return 'next page';
  }
}

/** Reads everything there is, by every order there is. */
export async function compareAll(model: TableModel, real: RealTable, pks: readonly string[]): Promise<void> {
  for (const pk of pks)
    for (const sparse of [false, true])
      for (const reverse of [false, true])
        await compareQueries(model, real, { pk: model.prefix + pk, sparse, reverse });
}

async function compareCalls(
  what: () => string,
  model: TableModel,
  real: RealTable,
  operation: SettledOperation,
): Promise<void> {
  const answered = await outcomeOf(() => performOnTable(real.table, real.name, operation));
  assertAlike(what, answered, await outcomeOf(() => performOnTable(model.table, model.name, operation)));
}

async function compareQueries(model: TableModel, real: RealTable, query: RowQuery): Promise<void> {
  const answered = await outcomeOf(() => readQuery(real, query, model.orders_equal_marks));
  const right = await outcomeOf(() => readQuery(model, query, model.orders_equal_marks));
  assertAlike(() => `all of ${show(query)}`, answered, right);
}

async function comparePages(
  model: TableModel,
  real: RealTable,
  query: RowQuery,
  from?: OpenedQuery,
): Promise<void> {
  const answered = await readPage(real, from === undefined ? query : { ...query, after: from.real_next });
  const right = await readPage(model, from === undefined ? query : { ...query, after: from.model_next });
  assertAlike(() => `page of ${show(query)}`, { answer: answered.rows }, { answer: right.rows });
  // One of them may know already that the page was the last.
  model.opened =
    answered.next === undefined || right.next === undefined
      ? undefined
      : { query, real_next: answered.next, model_next: right.next };
}
