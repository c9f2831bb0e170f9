import { isDeepStrictEqual } from 'node:util';
import {
  DeleteItemCommand,
  type DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import PQueue from 'p-queue';
import type { Clock } from '#ports/clock.ts';
import type { Random } from '#ports/random.ts';
import {
  type Changes,
  type Expected,
  type Key,
  MAX_ROW_BYTES,
  type Row,
  type RowPage,
  type RowQuery,
  RowTooLarge,
  type Table,
  type Value,
} from '#ports/table.ts';
import { Absences } from './dynamo-absences.ts';
import { BATCH_KEYS, batchGet } from './dynamo-batch-get.ts';
import { explained, isTooLarge, isUnexpected } from './dynamo-errors.ts';
import { Placeholders, condition, update } from './dynamo-expression.ts';
import { queryPage } from './dynamo-query.ts';
import { toItem, toKey, toRow } from './dynamo-value.ts';
import { answerOf } from './aws-errors.ts';

/** Batches read at once by all callers together: each answer may have 16 MB. */
const MAX_BATCHES = 8;
/** Rows of `insertNew` written at once by all callers together: half of the client's connections, so that others pass. */
const MAX_INSERTS = 32;
/**
 * Rows that are inserted without a look at whether they are there. A write that is refused costs five times a read, so a
 * look pays when a fifth of the rows are there; of so few it is one call more than there would be without.
 */
const FEW = 2;

export interface DynamoTableOptions {
  readonly client: DynamoDBClient;
  /** Begins the names of tables, with a hyphen behind it. */
  readonly prefix: string;
  readonly clock: Clock;
  readonly random: Random;
}

/**
 * Tables in DynamoDB, made by `setupTables`. All reads are strongly consistent.
 *
 * The sparse index is a local secondary index with whole rows in it. With keys alone, each row found would be read from
 * the table besides, one read unit each, and later than it was found: "is anything open" could then miss what was opened
 * in between. The price: a row with a mark counts twice against the bound of a row, and a change to it is two writes.
 *
 * A conditional write whose answer was lost is tried again by the SDK, and then fails by its own doing. `put`, `update`
 * and `delete` report that as a condition that does not hold; whoever relies on the outcome reads the row. `insertNew`
 * looks for itself.
 */
export class DynamoTable implements Table, AsyncDisposable {
  readonly #options: DynamoTableOptions;
  readonly #batches = new PQueue({ concurrency: MAX_BATCHES });
  readonly #inserts = new PQueue({ concurrency: MAX_INSERTS });
  readonly #absences: Absences;

  constructor(options: DynamoTableOptions) {
    this.#options = options;
    this.#absences = new Absences(options.clock);
  }

  async get(table: string, key: Key): Promise<Row | undefined> {
    const name = this.#name(table);
    const command = new GetItemCommand({ TableName: name, Key: toKey(key), ConsistentRead: true });
    const { Item } = await explained(name, this.#options.client.send(command));
    return Item === undefined ? undefined : toRow(Item);
  }

  async getMany(table: string, keys: readonly Key[]): Promise<(Row | undefined)[]> {
    const rows = await this.#getMany(table, keys);
    for (const [n, key] of keys.entries())
      if (rows[n] === undefined) this.#absences.note(`${table} ${textOf(key)}`);
    return rows;
  }

  async #getMany(table: string, keys: readonly Key[]): Promise<(Row | undefined)[]> {
    const wanted = [...new Map(keys.map((key) => [textOf(key), key])).values()];
    const batches: Promise<Row[]>[] = [];
    for (let n = 0; n < wanted.length; n += BATCH_KEYS) {
      const batch = wanted.slice(n, n + BATCH_KEYS);
      batches.push(this.#batches.add(() => batchGet(this.#options, this.#name(table), batch)));
    }
    const rows = (await Promise.all(batches)).flat();
    const found = new Map(rows.map((row) => [textOf(row), row]));
    return keys.map((key) => found.get(textOf(key)));
  }

  async put(table: string, row: Row, expected?: Expected): Promise<boolean> {
    try {
      await this.#put(table, row, expected);
      return true;
    } catch (error) {
      if (isUnexpected(error)) return false;
      throw error;
    }
  }

  /**
   * @throws {RowTooLarge} also after a write that brought a row over the port's bound, but not over DynamoDB's, which is
   *   2 % above: nobody could know without reading the row before every update.
   */
  async update(table: string, key: Key, changes: Changes, expected?: Expected): Promise<Row | undefined> {
    assertFits(table, { ...changes.set, pk: key.pk, sk: key.sk });
    const names = new Placeholders();
    const command = new UpdateItemCommand({
      TableName: this.#name(table),
      Key: toKey(key),
      UpdateExpression: update(changes, names),
      ConditionExpression: condition(expected, names),
      ReturnValues: 'ALL_NEW',
      ...names.input(),
    });
    try {
      const { Attributes } = await explained(this.#name(table), this.#options.client.send(command));
      // An update that only makes a row may answer without one.
      const row = toRow({ ...Attributes, ...toKey(key) });
      assertFits(table, row);
      return row;
    } catch (error) {
      if (isUnexpected(error)) return undefined;
      if (isTooLarge(error)) throw await this.#tooLarge(table, key, changes);
      throw error;
    }
  }

  async delete(table: string, key: Key, expected?: Expected): Promise<boolean> {
    const names = new Placeholders();
    const wanted = condition(expected, names);
    const command = new DeleteItemCommand({
      TableName: this.#name(table),
      Key: toKey(key),
      ConditionExpression:
        wanted === undefined ? undefined : `attribute_not_exists(${names.field('pk')}) OR (${wanted})`,
      ...names.input(),
    });
    try {
      await explained(this.#name(table), this.#options.client.send(command));
      return true;
    } catch (error) {
      if (isUnexpected(error)) return false;
      throw error;
    }
  }

  async insertNew(table: string, rows: readonly Row[]): Promise<boolean[]> {
    // A row that cannot be written is known before any is.
    for (const row of rows) assertFits(table, row);
    const unsure = rows.filter((row) => !this.#absences.take(`${table} ${textOf(row)}`));
    const looked = unsure.length > FEW ? await this.#getMany(table, unsure) : [];
    const seen = new Set(looked.flatMap((row) => (row === undefined ? [] : [textOf(row)])));
    // Of rows with the same key the first one counts.
    const news = rows.map((row) => seen.size < seen.add(textOf(row)).size);
    return await Promise.all(
      rows.map(
        async (row, n) => news[n] === true && (await this.#inserts.add(() => this.#insert(table, row))),
      ),
    );
  }

  async query(table: string, query: RowQuery): Promise<RowPage> {
    return await queryPage(this.#options.client, this.#name(table), query);
  }

  /** Waits for what was asked for before; the client is its opener's to close. */
  async close(): Promise<void> {
    await Promise.all([this.#batches.onIdle(), this.#inserts.onIdle()]);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #put(table: string, row: Row, expected: Expected | undefined): Promise<void> {
    const bytes = assertFits(table, row);
    const names = new Placeholders();
    const command = new PutItemCommand({
      TableName: this.#name(table),
      Item: toItem(row),
      ConditionExpression: condition(expected, names),
      ...names.input(),
    });
    try {
      await explained(this.#name(table), this.#options.client.send(command));
    } catch (error) {
      if (isTooLarge(error)) throw new RowTooLarge(table, row, bytes);
      throw error;
    }
  }

  async #insert(table: string, row: Row): Promise<boolean> {
    try {
      await this.#put(table, row, { pk: undefined });
      return true;
    } catch (error) {
      if (!isUnexpected(error)) throw error;
      if ((answerOf(error).attempts ?? 1) === 1) return false;
      // A try before may have written it, with the answer lost; should another have inserted the very same, both did.
      return isDeepStrictEqual(await this.get(table, row), toRow(toItem(row)));
    }
  }

  /** Says how large a row would have become that DynamoDB did not take. */
  async #tooLarge(table: string, key: Key, { set, remove = [] }: Changes): Promise<RowTooLarge> {
    const row: { [field: string]: Value } = { ...(await this.get(table, key)) };
    for (const field of remove) delete row[field];
    const bytes = countBytes({ ...row, ...set, pk: key.pk, sk: key.sk });
    // DynamoDB has its own way to count.
    return new RowTooLarge(table, key, Math.max(bytes, MAX_ROW_BYTES + 1));
  }

  #name(table: string): string {
    return `${this.#options.prefix}-${table}`;
  }
}

function textOf({ pk, sk }: Key): string {
  return JSON.stringify([pk, sk]);
}

/** @returns the bytes of a row, as they count against the bound. */
function assertFits(table: string, row: Row): number {
  const bytes = countBytes(row);
  if (bytes > MAX_ROW_BYTES) throw new RowTooLarge(table, row, bytes);
  return bytes;
}

/** DynamoDB counts an item and its copies in local indexes together. */
function countBytes(row: Row): number {
  return Buffer.byteLength(JSON.stringify(row)) * (row['mark'] === undefined ? 1 : 2);
}
