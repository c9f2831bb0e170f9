import type { Changes, Expected, Key, Row, Table, Value } from '#ports/table.ts';
import { BadRow, type TableName } from '../tables/row.ts';

/** Names of the three fields by which a row can be leased. */
export interface LeaseFields {
  /** Who holds it; empty when nobody does. */
  readonly owner: string;
  /** Counts every taking and renewing. */
  readonly sequence: string;
  /** Counts every taking. */
  readonly fence: string;
}

/** The lease as it stands in the row. */
export interface LeaseState {
  readonly owner: string;
  readonly sequence: number;
  readonly fence: number;
}

/** A row that can be leased: where it is, and which of its fields are the lease. */
export class LeaseRow {
  readonly #table: Table;
  readonly #name: TableName;
  readonly #key: Key;
  readonly #fields: LeaseFields;

  constructor(table: Table, name: TableName, key: Key, fields: LeaseFields) {
    this.#table = table;
    this.#name = name;
    this.#key = key;
    this.#fields = fields;
  }

  /** For people: which lease this is. */
  get title(): string {
    return `${this.#key.pk}/${this.#key.sk} in table ${this.#name}`;
  }

  /** @throws {BadRow} when a field of the lease is not what it should be. */
  async read(): Promise<LeaseState | undefined> {
    const row = await this.#table.get(this.#name, this.#key);
    return row === undefined ? undefined : this.#parse(row);
  }

  /** Writes `next` and `more`, if the row has the values of `expected` (`undefined`: if there is no such lease yet). */
  async write(
    next: Partial<LeaseState>,
    expected: Partial<LeaseState> | undefined,
    more: { readonly [field: string]: Value } = {},
  ): Promise<boolean> {
    const changes: Changes = { set: { ...more, ...this.#named(next) } };
    return (await this.#table.update(this.#name, this.#key, changes, this.#expected(expected))) !== undefined;
  }

  #expected(state: Partial<LeaseState> | undefined): Expected {
    if (state !== undefined) return this.#named(state);
    return { [this.#fields.owner]: undefined, [this.#fields.fence]: undefined };
  }

  #named(state: Partial<LeaseState>): { [field: string]: string | number } {
    const named: { [field: string]: string | number } = {};
    if (state.owner !== undefined) named[this.#fields.owner] = state.owner;
    if (state.sequence !== undefined) named[this.#fields.sequence] = state.sequence;
    if (state.fence !== undefined) named[this.#fields.fence] = state.fence;
    return named;
  }

  #parse(row: Row): LeaseState {
    const owner = row[this.#fields.owner];
    const sequence = row[this.#fields.sequence];
    const fence = row[this.#fields.fence];
    if (typeof owner === 'string' && typeof sequence === 'number' && typeof fence === 'number') {
      return { owner, sequence, fence };
    }
    throw new BadRow(
      `row ${this.title} cannot be leased: ${Object.values(this.#fields).join(', ')} must be a string and two numbers`,
    );
  }
}
