import { prefixEnd } from '#adapters/shared/prefix-end.ts';
import type { RowQuery } from '#ports/table.ts';

/**
 * The part of a partition that a query reads, as DynamoDB can be told of it: by one condition on the sort key. All
 * orders are those of the bytes of UTF-8.
 */
export type Range =
  | { readonly kind: 'all' }
  | { readonly kind: 'prefix'; readonly prefix: string }
  | { readonly kind: 'from'; readonly from: string }
  | { readonly kind: 'to'; readonly to: string }
  /** Both ends included; what of it does not begin with `prefix` was not asked for. */
  | { readonly kind: 'between'; readonly from: string; readonly to: string; readonly prefix?: string };

/** Makes one condition of `prefix`, `from` and `to`; `undefined` when no key can meet them. */
export function rangeOf({
  prefix = '',
  from = '',
  to,
}: Pick<RowQuery, 'prefix' | 'from' | 'to'>): Range | undefined {
  // No key is empty.
  if (to === '') return undefined;
  if (prefix === '') return bounded(from, to);
  // A bound cuts through what has the prefix only if it has it too; else it lies before all of that, or behind.
  const cuts_from = from.startsWith(prefix);
  if (!cuts_from && compare(from, prefix) > 0) return undefined;
  const cuts_to = to?.startsWith(prefix) === true;
  if (to !== undefined && !cuts_to && compare(to, prefix) < 0) return undefined;
  if (to !== undefined && cuts_to) return bounded(cuts_from ? from : prefix, to);
  if (!cuts_from || from === prefix) return { kind: 'prefix', prefix };
  const end = prefixEnd(prefix);
  return end === undefined ? { kind: 'from', from } : { kind: 'between', from, to: end, prefix };
}

function bounded(from: string, to: string | undefined): Range | undefined {
  if (to === undefined) return from === '' ? { kind: 'all' } : { kind: 'from', from };
  if (from === '') return { kind: 'to', to };
  return compare(from, to) > 0 ? undefined : { kind: 'between', from, to };
}

function compare(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
