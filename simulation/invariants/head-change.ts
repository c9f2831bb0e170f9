import { type Head, headSchema } from '#core/tables/heads.ts';
import type { Row } from '#ports/table.ts';
import type { WorldEvent } from '../kernel/event.ts';

/** The row of an index's head was written. */
export interface HeadChange {
  readonly index: string;
  /** Undefined when the row is new. */
  readonly before: Head | undefined;
  readonly after: Head;
  /** The process that wrote it. */
  readonly by: string;
  readonly at_ms: number;
}

/** What an event changed of a head; undefined for other events, and for rows that are no heads: of those I4 tells. */
export function headChange(event: WorldEvent): HeadChange | undefined {
  if (event.type !== 'row' || event.table !== 'heads') return undefined;
  const after = asHead(event.after);
  if (after === undefined) return undefined;
  return { index: after.sk, before: asHead(event.before), after, by: event.by, at_ms: event.at_ms };
}

/** Whether it is another version that the head names, and not its lease alone that changed. */
export function isMove({ before, after }: Pick<HeadChange, 'before' | 'after'>): boolean {
  return (
    after.version !== (before?.version ?? 0) ||
    after.manifest_key !== (before?.manifest_key ?? '') ||
    after.manifest_sha256 !== (before?.manifest_sha256 ?? '') ||
    after.deleted !== (before?.deleted ?? false)
  );
}

function asHead(row: Row | undefined): Head | undefined {
  return headSchema.safeParse(row).data;
}
