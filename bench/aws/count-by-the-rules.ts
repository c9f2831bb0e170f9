import db from 'dynalite/db/index.js';
import { z } from 'zod';
import { type PricedRow, writeUnits } from './write-units.ts';

type Item = Parameters<typeof db.itemSize>[0];

const marked = z.object({ mark: z.object({ S: z.string() }) });
const measured = z.object({ ConsumedCapacity: z.object({ CapacityUnits: z.number() }) });

/**
 * Has dynalite count consumed units as DynamoDB does: it leaves out what a write costs in a local index, and takes a
 * query that finds nothing for free, which costs a unit.
 */
export function countByTheRules(): void {
  const { addConsumedCapacity, queryTable } = db;
  db.addConsumedCapacity = (request, is_read, before, after) => {
    const consumed = addConsumedCapacity(request, is_read, before, after);
    if (consumed !== undefined && !is_read)
      consumed.CapacityUnits = writeUnits(priced(before), priced(after));
    return consumed;
  };
  db.queryTable = (...args) => {
    const done = args.at(-1);
    if (typeof done !== 'function') throw new TypeError('dynalite gave its query no callback');
    queryTable(...args.slice(0, -1), (error: unknown, answer: unknown) => {
      const { data } = measured.safeParse(answer);
      const read = data?.ConsumedCapacity.CapacityUnits === 0;
      done(
        error,
        read
          ? { ...Object(answer), ConsumedCapacity: { ...data.ConsumedCapacity, CapacityUnits: 1 } }
          : answer,
      );
    });
  };
}

function priced(item: Item | null | undefined): PricedRow | undefined {
  if (item === null || item === undefined) return undefined;
  return { bytes: db.itemSize(item), mark: marked.safeParse(item).data?.mark.S };
}
