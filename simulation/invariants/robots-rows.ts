import { z } from 'zod';
import type { EventOf } from '../kernel/event.ts';

const schema = z.object({ pk: z.literal('robots'), sk: z.string(), expires_at_ms: z.number() });

/** What the table said of the robots.txt of an origin, from a moment to another; virtual ms. */
export interface RobotsRow {
  readonly by: string;
  readonly written_ms: number;
  /** When another took its place; Infinity while it lies there. */
  replaced_ms: number;
  /** Unix ms. */
  readonly expires_at_ms: number;
  /** Whether that is by a clock that could be believed. */
  readonly dated: boolean;
}

/** Follows the rows of robots.txt in the table `hosts`, by their origins. */
export class RobotsRows {
  readonly #rows = new Map<string, RobotsRow[]>();

  /** @param dated whether the clock of the writer can be believed. */
  on({ table, after, by, at_ms }: EventOf<'row'>, dated: boolean): void {
    const row = table === 'hosts' ? schema.safeParse(after).data : undefined;
    if (row === undefined) return;
    const rows = this.#rows.get(row.sk) ?? [];
    this.#rows.set(row.sk, rows);
    const last = rows.at(-1);
    if (last !== undefined) last.replaced_ms = at_ms;
    rows.push({ by, written_ms: at_ms, replaced_ms: Infinity, expires_at_ms: row.expires_at_ms, dated });
  }

  of(origin: string): readonly RobotsRow[] {
    return this.#rows.get(origin) ?? [];
  }
}
