import type { Clock } from '#ports/clock.ts';
import type { Changes, Expected, Key, Row, RowPage, RowQuery, Table } from '#ports/table.ts';
import type { Recorder } from './recorder.ts';
import { rowNote } from '../../simulation/report/row-note.ts';
import type { Participant } from './recorded-diagram.ts';

/** The tables as one worker sees them: a note for each row that the flow turns on. */
export class RecordedTable implements Table {
  readonly #table: Table;
  readonly #recorder: Recorder;
  readonly #who: Participant;
  readonly #clock: Clock;

  constructor(table: Table, recorder: Recorder, who: Participant, clock: Clock) {
    this.#table = table;
    this.#recorder = recorder;
    this.#who = who;
    this.#clock = clock;
  }

  get(table: string, key: Key): Promise<Row | undefined> {
    return this.#table.get(table, key);
  }

  getMany(table: string, keys: readonly Key[]): Promise<(Row | undefined)[]> {
    return this.#table.getMany(table, keys);
  }

  query(table: string, query: RowQuery): Promise<RowPage> {
    return this.#table.query(table, query);
  }

  delete(table: string, key: Key, expected?: Expected): Promise<boolean> {
    return this.#table.delete(table, key, expected);
  }

  async put(table: string, row: Row, expected?: Expected): Promise<boolean> {
    const before = await this.#table.get(table, row);
    const put = await this.#table.put(table, row, expected);
    if (put) this.#note(table, before, row);
    return put;
  }

  async update(table: string, key: Key, changes: Changes, expected?: Expected): Promise<Row | undefined> {
    const before = await this.#table.get(table, key);
    const row = await this.#table.update(table, key, changes, expected);
    if (row !== undefined) this.#note(table, before, row);
    return row;
  }

  async insertNew(table: string, rows: readonly Row[]): Promise<boolean[]> {
    const inserted = await this.#table.insertNew(table, rows);
    for (const [n, row] of rows.entries()) if (inserted[n] === true) this.#note(table, undefined, row);
    return inserted;
  }

  #note(table: string, before: Row | undefined, row: Row): void {
    const text = rowNote(table, before, row, this.#clock.now());
    this.#recorder.note(this.#who, text, table === 'heads' || table === 'timers');
  }
}
