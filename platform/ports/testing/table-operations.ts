import type { Changes, Expected, Key, Row, RowQuery, Table } from '../table.ts';

/** A condition of a generated write: as given, or of what the fields named hold when it is made. */
export type Condition =
  | { readonly expected: Expected | undefined }
  | { readonly as_it_stands: readonly string[] };

/** A call of {@link Table} as data, so that one and the same goes to the model and to what is tested. */
export type TableOperation<Condition_ = Condition> =
  | { readonly type: 'get'; readonly key: Key }
  | { readonly type: 'getMany'; readonly keys: readonly Key[] }
  | { readonly type: 'put'; readonly row: Row; readonly condition: Condition_ }
  | { readonly type: 'update'; readonly key: Key; readonly changes: Changes; readonly condition: Condition_ }
  | { readonly type: 'delete'; readonly key: Key; readonly condition: Condition_ }
  | { readonly type: 'insertNew'; readonly rows: readonly Row[] }
  | { readonly type: 'query'; readonly query: RowQuery };

/** An operation whose condition is known. */
export type SettledOperation = TableOperation<Expected | undefined>;

export async function performOnTable(
  table: Table,
  name: string,
  operation: SettledOperation,
): Promise<unknown> {
  switch (operation.type) {
    case 'get':
      return await table.get(name, operation.key);
    case 'getMany':
      return await table.getMany(name, operation.keys);
    case 'put':
      return await table.put(name, operation.row, operation.condition);
    case 'update':
      return await table.update(name, operation.key, operation.changes, operation.condition);
    case 'delete':
      return await table.delete(name, operation.key, operation.condition);
    case 'insertNew':
      return await table.insertNew(name, operation.rows);
    case 'query':
    default:
      return await table.query(name, operation.query);
  }
}

/** Rows that an operation may change, or reads by key. */
export function keysOf(operation: SettledOperation): readonly Key[] {
  switch (operation.type) {
    case 'get':
    case 'update':
    case 'delete':
      return [operation.key];
    case 'put':
      return [operation.row];
    case 'getMany':
      return operation.keys;
    case 'insertNew':
      return operation.rows;
    case 'query':
    default:
      return [];
  }
}

/** The operation with its condition as `table` has it now, in partitions whose names begin with `prefix`. */
export async function settle(
  operation: TableOperation,
  { table, name, prefix }: { readonly table: Table; readonly name: string; readonly prefix: string },
): Promise<SettledOperation> {
  const placed = <K extends { readonly pk: string }>(one: K): K => ({ ...one, pk: prefix + one.pk });
  const expected = async (condition: Condition, key: Key): Promise<Expected | undefined> => {
    if ('expected' in condition) return condition.expected;
    return fieldsOf(await table.get(name, placed(key)), condition.as_it_stands);
  };
  switch (operation.type) {
    case 'get':
      return { ...operation, key: placed(operation.key) };
    case 'getMany':
      return { ...operation, keys: operation.keys.map(placed) };
    case 'put': {
      const { row, condition } = operation;
      return { ...operation, row: placed(row), condition: await expected(condition, row) };
    }
    case 'update':
    case 'delete': {
      const { key, condition } = operation;
      return { ...operation, key: placed(key), condition: await expected(condition, key) };
    }
    case 'insertNew':
      return { ...operation, rows: operation.rows.map(placed) };
    case 'query':
    default:
      return { ...operation, query: placed(operation.query) };
  }
}

/** What a condition can say of these fields: lists and maps are left out. */
function fieldsOf(row: Row | undefined, fields: readonly string[]): Expected {
  return Object.fromEntries(
    fields.flatMap((field) => {
      const value = row !== undefined && Object.hasOwn(row, field) ? row[field] : undefined;
      return typeof value === 'object' && value !== null ? [] : [[field, value]];
    }),
  );
}
