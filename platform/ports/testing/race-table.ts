import { explainRace } from './explain-race.ts';
import { outcomeOf, show } from './outcome.ts';
import type { RealTable, TableCommand, TableModel } from './table-commands.ts';
import { keysOf, performOnTable, settle, type TableOperation } from './table-operations.ts';

/**
 * Calls on single rows made at once: there must be an order in which the model answers the same and ends the same. Of
 * writes that each expect the row as it stood, that lets one win.
 */
export class RaceOnTable implements TableCommand {
  readonly #operations: readonly TableOperation[];

  constructor(operations: readonly TableOperation[]) {
    this.#operations = operations;
  }

  check(): boolean {
    return true;
  }

  async run(model: TableModel, real: RealTable): Promise<void> {
    const { name } = model;
    const operations = await Promise.all(this.#operations.map((operation) => settle(operation, model)));
    const keys = operations.flatMap(keysOf);
    const before = await model.table.getMany(name, keys);
    const outcomes = await Promise.all(
      operations.map((operation) => outcomeOf(() => performOnTable(real.table, real.name, operation))),
    );
    const order = await explainRace({
      operations,
      outcomes,
      after: await outcomeOf(() => real.table.getMany(real.name, keys)),
      begin: async () => {
        const table = model.makeTable();
        for (const row of before) if (row !== undefined) await table.put(name, row);
        return {
          perform: (operation) => performOnTable(table, name, operation),
          read: () => table.getMany(name, keys),
        };
      },
    });
    // What fails is among them, and fails here as it did there.
    for (const operation of order) await outcomeOf(() => performOnTable(model.table, name, operation));
  }

  toString(): string {
    return `at once ${show(this.#operations)}`;
  }
}
