import { z } from 'zod';
import type { FrontierRow } from '#core/tables/frontier.ts';

/** Reasons told apart for each kind of outcome. Types of files, which servers make up, are what there may be many of. */
const MOST_REASONS = 50;
/** What stands for the reasons beyond. No code, trap or type is called so. */
const OTHERS = 'others';

/** URLs by kind of outcome, then by why; only of kinds of which there is a why. */
export const reasonCountsSchema = z.record(z.string(), z.record(z.string(), z.int().min(0)));
export type ReasonCounts = z.infer<typeof reasonCountsSchema>;

/** Why a URL came to what it came to, in a word; undefined where the kind of its outcome says it all. */
export function reasonOf({ outcome, answer }: Pick<FrontierRow, 'outcome' | 'answer'>): string | undefined {
  switch (outcome?.kind) {
    case 'unchanged':
      // By a sitemap's date, for example.
      if (answer === undefined) return 'not_asked';
      return answer.status === 304 ? 'not_modified' : 'same_content';
    case 'refused':
      return outcome.trap ?? outcome.by;
    case 'failed':
      return outcome.status === undefined || outcome.code !== 'http_status'
        ? outcome.code
        : `http_${outcome.status}`;
    case 'skipped':
      return outcome.why;
    case 'unsupported':
      return outcome.content_type === '' ? 'no_type' : outcome.content_type;
    case 'gone':
      return `http_${outcome.status}`;
    case 'redirected':
      return outcome.status === undefined ? undefined : `http_${outcome.status}`;
    case 'indexed':
    case 'alias':
    case 'sitemap':
    case 'unreached':
    case undefined:
    default:
      return undefined;
  }
}

/** Counts URLs by reason. */
export class ReasonSums {
  readonly #counts = new Map<string, Map<string, number>>();

  add(row: Pick<FrontierRow, 'outcome' | 'answer'>): void {
    const reason = reasonOf(row);
    if (row.outcome === undefined || reason === undefined) return;
    const { kind } = row.outcome;
    const counts = this.#counts.get(kind) ?? new Map<string, number>();
    this.#counts.set(kind, counts);
    const name = counts.has(reason) || counts.size < MOST_REASONS ? reason : OTHERS;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }

  get counts(): ReasonCounts {
    // Own members, whatever a server calls its files: of "__proto__" an assignment would make something else.
    return Object.fromEntries([...this.#counts].map(([kind, counts]) => [kind, Object.fromEntries(counts)]));
  }
}
