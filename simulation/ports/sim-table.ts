import type { Changes, Expected, Key, Row, RowPage, RowQuery, Table } from '#ports/table.ts';
import type { UnderLease } from '../kernel/lease-pause.ts';
import type { Life } from '../kernel/life.ts';

/** The tables as one life reaches them. What is written is told as `row` events. */
export class SimTable implements Table {
  readonly #life: Life;
  readonly #table: Table;

  constructor(life: Life, table: Table) {
    this.#life = life;
    this.#table = table;
  }

  get(table: string, key: Key): Promise<Row | undefined> {
    return this.#read('get', `${table} ${key.pk} ${key.sk}`, () => this.#table.get(table, key));
  }

  getMany(table: string, keys: readonly Key[]): Promise<(Row | undefined)[]> {
    return this.#read('getMany', `${table} ${keys.length}`, () => this.#table.getMany(table, keys));
  }

  put(table: string, row: Row, expected?: Expected): Promise<boolean> {
    return this.#write('put', table, [row], () => this.#table.put(table, row, expected));
  }

  update(table: string, key: Key, changes: Changes, expected?: Expected): Promise<Row | undefined> {
    const update = (): Promise<Row | undefined> => this.#table.update(table, key, changes, expected);
    return this.#write('update', table, [key], update, underLease(table, changes));
  }

  delete(table: string, key: Key, expected?: Expected): Promise<boolean> {
    return this.#write('delete', table, [key], () => this.#table.delete(table, key, expected));
  }

  /** Each row is a write of its own, as in DynamoDB: when it fails, some may be there. */
  async insertNew(table: string, rows: readonly Row[]): Promise<boolean[]> {
    const one = (row: Row) => async (): Promise<boolean> =>
      (await this.#table.insertNew(table, [row]))[0] === true;
    return Promise.all(rows.map((row) => this.#write('insertNew', table, [row], one(row))));
  }

  query(table: string, query: RowQuery): Promise<RowPage> {
    const { pk, prefix = '', from = '', sparse = false } = query;
    const about = `${table} ${pk} ${prefix}${from}${sparse ? ' sparse' : ''}`;
    return this.#read('query', about, () => this.#table.query(table, query));
  }

  #read<Result>(operation: string, about: string, apply: () => Promise<Result>): Promise<Result> {
    return this.#life.call({ service: 'table', operation, about, apply });
  }

  #write<Result>(
    operation: string,
    table: string,
    keys: readonly Key[],
    write: () => Promise<Result>,
    under_lease?: UnderLease,
  ): Promise<Result> {
    const about = `${table} ${keys.map(({ pk, sk }) => `${pk} ${sk}`).join(', ')}`;
    const apply = async (): Promise<Result> => {
      // Between these nobody else has a turn: all happens at one moment.
      const before = await this.#table.getMany(table, keys);
      const result = await write();
      const after = await this.#table.getMany(table, keys);
      for (const n of keys.keys()) this.#tell(table, before[n], after[n]);
      return result;
    };
    const what = { service: 'table', operation, about, apply, changes: true } as const;
    return this.#life.call(under_lease === undefined ? what : { ...what, under_lease });
  }

  #tell(table: string, before: Row | undefined, after: Row | undefined): void {
    if (JSON.stringify(before) === JSON.stringify(after)) return;
    this.#noteLease(table, after);
    this.#life.laws.emit(this.#life.process, { type: 'row', table, before, after });
  }

  /** Whether this life holds a lease now, as the rows of leases say. */
  #noteLease(table: string, after: Row | undefined): void {
    if (!isLeased(table)) return;
    const owner = after?.['lease_owner'] ?? after?.['owner'];
    const lease = `${table} ${after?.sk ?? ''}`;
    if (typeof owner === 'string' && owner !== '') this.#life.leases.add(lease);
    else this.#life.leases.delete(lease);
  }
}

/** Tables whose rows are leases. */
function isLeased(table: string): boolean {
  return table === 'heads' || table === 'nodes';
}

/** What a head names is changed: told by the changes, for a bug may lie in what is expected. All else is about the lease. */
function underLease(table: string, { set = {} }: Changes): UnderLease | undefined {
  if (!isLeased(table)) return undefined;
  return 'version' in set ? 'fenced' : 'leased';
}
