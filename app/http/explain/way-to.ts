import { type FrontierRow, readUrls } from '#core/tables/frontier.ts';
import type { Table } from '#ports/table.ts';

/** A page on the way to another. */
export interface WayStep {
  readonly url: string;
  readonly depth: number;
}

/** Pages told of a way; each is a read. */
const MOST_STEPS = 50;

/**
 * The pages by which a crawl came to a URL: from its start page to the page that linked there.
 * @returns the way, and whether it begins in the middle because it is longer.
 */
export async function wayTo(table: Table, row: FrontierRow): Promise<{ way: WayStep[]; cut: boolean }> {
  const way: WayStep[] = [];
  const seen = new Set([row.url]);
  let { parent } = row;
  while (parent !== '' && !seen.has(parent)) {
    if (way.length === MOST_STEPS) return { way, cut: true };
    seen.add(parent);
    const [found] = await readUrls(table, row.pk, [parent]);
    if (found === undefined) break;
    way.unshift({ url: found.url, depth: found.depth });
    ({ parent } = found);
  }
  return { way, cut: false };
}
