import type { Row } from '#ports/table.ts';

/** Who has a lease from now on, when the row is one that can be leased and its lease changes hands. */
export function leaseNote(table: string, before: Row | undefined, after: Row): string | undefined {
  const taken = (field: string): boolean =>
    typeof after[field] === 'number' && before?.[field] !== after[field];
  if (table === 'heads' && taken('fence'))
    return `lease of ${after.sk} taken, fence ${Number(after['fence'])}`;
  if (table === 'nodes' && taken('epoch'))
    return `role of ${after.sk} taken, epoch ${Number(after['epoch'])}`;
  return undefined;
}
