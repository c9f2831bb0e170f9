import { NO_PROGRESS, type Progress, addProgress, writeTally } from '#core/tables/tallies.ts';
import type { Clock } from '#ports/clock.ts';
import type { Table } from '#ports/table.ts';
import type { Visit } from './visit.ts';

/** Crawls counted at once; the one that was not counted for the longest is forgotten first. */
const MOST_CRAWLS = 1000;
const WRITE_MS = 500;

/** What one worker process counts of its crawls, written now and then, so that people see how far they are. */
export class Tallies {
  readonly #table: Table;
  /** Names the process among those that work on the same crawls. */
  readonly worker: string;
  readonly #counts = new Map<string, { tally: Progress; written: boolean }>();

  constructor(table: Table, worker: string) {
    this.#table = table;
    this.worker = worker;
  }

  /** Counts a visit that this process made. */
  countVisit(crawl_id: string, visit: Visit): void {
    if (visit.kind !== 'done' || !visit.fresh) return;
    const { outcome, answer } = visit;
    const bytes = answer?.wire_bytes ?? 0;
    switch (outcome.kind) {
      case 'indexed':
      case 'unchanged':
      case 'redirected':
      case 'alias':
      case 'gone':
        return this.count(crawl_id, { fetched: 1, bytes });
      // What it lists is found then; itself it is no page.
      case 'sitemap':
        return this.count(crawl_id, { bytes });
      case 'failed':
        return this.count(crawl_id, { failed: 1, bytes });
      case 'refused':
      case 'unsupported':
      case 'skipped':
      case 'unreached':
        return this.count(crawl_id, { skipped: 1, bytes });
    }
  }

  count(crawl_id: string, more: Partial<Progress>): void {
    const entry = this.#counts.get(crawl_id);
    this.#counts.delete(crawl_id);
    this.#counts.set(crawl_id, {
      tally: addProgress(entry?.tally ?? NO_PROGRESS, { ...NO_PROGRESS, ...more }),
      written: false,
    });
    if (this.#counts.size > MOST_CRAWLS) this.#counts.delete(this.#counts.keys().next().value ?? '');
  }

  /** Bytes that this process has fetched for a crawl, as far as it remembers. */
  bytesOf(crawl_id: string): number {
    return this.#counts.get(crawl_id)?.tally.bytes ?? 0;
  }

  /** Writes them every half second, and a last time when the signal aborts. */
  async keepWriting(clock: Clock, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await clock.sleep(WRITE_MS, signal);
      await this.#write();
    }
  }

  async #write(): Promise<void> {
    for (const [crawl_id, entry] of this.#counts) {
      if (entry.written) continue;
      entry.written = true;
      await writeTally(this.#table, crawl_id, this.worker, entry.tally);
    }
  }
}
