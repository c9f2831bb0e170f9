/**
 * What a watcher of a lease has seen. A holder that lives raises the sequence; no clock of another machine is asked.
 */
export interface Standstill {
  readonly owner: string;
  readonly sequence: number;
  /** When this pair was first seen, on the watcher's monotonic clock. */
  readonly since_ms: number;
}

/** The watch after one more look at the row: it starts anew whenever owner or sequence changed. */
export function look(
  before: Standstill | undefined,
  row: { readonly owner: string; readonly sequence: number },
  now_ms: number,
): Standstill {
  if (before !== undefined && before.owner === row.owner && before.sequence === row.sequence) return before;
  return { owner: row.owner, sequence: row.sequence, since_ms: now_ms };
}

/** How long the lease may still last; 0 when nobody holds it or when it stood still for its whole length. */
export function remaining(watch: Standstill, length_ms: number, now_ms: number): number {
  if (watch.owner === '') return 0;
  return Math.max(0, watch.since_ms + length_ms - now_ms);
}
