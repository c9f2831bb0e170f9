import type { Logger } from 'pino';
import { firstDay } from '#core/searches/day-searches.ts';
import { type Click, type DueDay, type FoundSearch, IndexSearches } from '#core/searches/index-searches.ts';
import type { SettingsCache } from '#core/settings/settings-cache.ts';
import { knownIndexes } from '#core/tables/indexes.ts';
import { deleteSearches, searchesRevision, writeSearches } from '#core/tables/searches.ts';
import type { Clock } from '#ports/clock.ts';
import type { Suggestion } from '#ports/peer.ts';
import type { Random } from '#ports/random.ts';
import type { Table } from '#ports/table.ts';
import type { Background, Idling } from '#runtime/worker.ts';
import { AskedBefore, readAskedBefore } from './asked-before.ts';
import type { MapSource } from './shards.ts';

export interface SearchLogDeps {
  readonly table: Table;
  readonly clock: Clock;
  readonly random: Pick<Random, 'id'>;
  readonly log: Logger;
  readonly maps: MapSource;
  readonly settings: Pick<SettingsCache, 'get'>;
  /** Whether this process is the active orchestrator, which drops what is older than it is kept. */
  readonly isActive: () => boolean;
  /** SITEPACK_KEEP_SEARCHES. */
  readonly keep_days: number;
  /** SITEPACK_QUERY_TIMES. */
  readonly query_times: number;
}

/** An index that is searched. */
interface Opened {
  readonly counted: IndexSearches;
  /** Names its rows: whoever begins to count anew has others. */
  readonly writer: string;
  /** Of its rows, by day. */
  readonly revisions: Map<string, number>;
  /** Queries that were written down when its last row was begun, by whomever: those need not be asked anew so many times. */
  known: ReadonlySet<string>;
  /** Ends when what is under way with its rows has. */
  turn: Promise<unknown>;
}

/** A crash loses what was counted in so long. */
const FLUSH_MS = 30_000;
/** Indexes written at a time. */
const AT_ONCE = 8;
/** Queries held of all indexes together: some 50 MB. Beyond it the index that was searched longest ago begins anew. */
const MOST_QUERIES = 100_000;
/** The same of those that were written down before. Beyond it those of the index that was searched longest ago must be asked anew. */
const MOST_KNOWN = 500_000;
const NONE_KNOWN: ReadonlySet<string> = new Set();

/**
 * Counts searches and clicks in memory, and writes the counts of each day now and then, in rows of its own. Nothing is written of an index that is
 * gone, or that is set to have nothing counted.
 */
export class SearchLog implements Background {
  readonly name = 'search log';
  readonly #deps: SearchLogDeps;
  readonly #before: AskedBefore;
  /** The one that was searched longest ago first. */
  readonly #opened = new Map<string, Opened>();
  #queries = 0;
  /** The day on which what is too old was dropped last. */
  #swept = '';

  constructor(deps: SearchLogDeps) {
    this.#deps = deps;
    this.#before = new AskedBefore(deps);
  }

  /** Counts a search. Nobody waits for it. */
  note(index: string, found: FoundSearch): void {
    const opened = this.#open(index);
    const before = opened.counted.size;
    opened.counted.note(found, this.#deps.clock.now());
    this.#queries += opened.counted.size - before;
    for (const other of this.#opened.keys()) {
      if (this.#queries <= MOST_QUERIES || other === index) break;
      this.#forget(other);
    }
  }

  /** Counts a click, if it is one on a hit that was given here. */
  click(index: string, click: Click): void {
    this.#opened.get(index)?.counted.click(click, this.#deps.clock.now());
  }

  /** Good queries of the last weeks in which stands what was typed so far, from memory. */
  suggestions(index: string, typed: string, most: number): readonly Suggestion[] {
    return this.#before.known(index)?.of(typed, most) ?? [];
  }

  /** Writes what was counted of an index, so that whoever reads the rows finds it. @throws what the table throws. */
  async write(index: string): Promise<void> {
    const opened = this.#opened.get(index);
    if (opened !== undefined) await this.#inTurn(opened, () => this.#write(index, opened));
  }

  /** Deletes what was counted of an index, here and in the table. @throws what the table throws. */
  delete(index: string): Promise<void> {
    const opened = this.#open(index);
    // Between writes, each of which may make a row; and what was read of the rows meanwhile goes with them.
    return this.#inTurn(opened, async () => {
      await deleteSearches(this.#deps.table, index);
      this.#forgetAll(index);
    });
  }

  async run({ signal }: Pick<Idling, 'signal'>): Promise<void> {
    while (!signal.aborted) {
      await this.#deps.clock.sleep(FLUSH_MS, signal);
      await this.#writeAll();
      if (!signal.aborted) await this.#sweep();
    }
  }

  async #writeAll(): Promise<void> {
    const names = [...this.#opened.keys()];
    for (let at = 0; at < names.length; at += AT_ONCE)
      await Promise.all(
        names.slice(at, at + AT_ONCE).map(async (index) => {
          try {
            await this.write(index);
          } catch (err) {
            this.#deps.log.warn({ err, index }, 'how it is searched was not written; trying again');
          }
        }),
      );
  }

  async #write(index: string, opened: Opened): Promise<void> {
    const { clock, maps, settings } = this.#deps;
    const days = opened.counted.due(clock.now()).map(({ day }) => day);
    if (days.length === 0) return;
    const isWanted = (await settings.get(index)).search?.analytics !== false;
    if (!isWanted || maps.map(index) === 'unknown') return this.#forget(index, opened);
    if (days.some((day) => !opened.revisions.has(day))) {
      if (await this.#areDeleted(index, opened)) return this.#forgetAll(index);
      await this.#readKnown(index, opened);
    }
    opened.counted.know(opened.known);
    for (const due of opened.counted.due(clock.now())) {
      // Another process may delete them meanwhile.
      if (this.#opened.get(index) === opened) await this.#writeDay(index, opened, due);
    }
  }

  /** Whether the rows of days before were: a row that is begun would not tell. */
  async #areDeleted(index: string, { revisions, writer }: Opened): Promise<boolean> {
    const { table, clock, keep_days } = this.#deps;
    const day = [...revisions.keys()].at(-1);
    if (day === undefined || day < firstDay(clock.now(), keep_days)) return false;
    return (await searchesRevision(table, { index, day, writer })) === undefined;
  }

  async #readKnown(index: string, opened: Opened): Promise<void> {
    const { queries } = await readAskedBefore(this.#deps, index);
    opened.known = new Set(queries.map(({ text }) => text));
    let held = this.#opened.values().reduce((sum, { known }) => sum + known.size, 0);
    for (const other of this.#opened.values()) {
      if (held <= MOST_KNOWN) break;
      held -= other.known.size;
      other.known = NONE_KNOWN;
    }
  }

  async #writeDay(index: string, opened: Opened, { day, counts, changes }: DueDay): Promise<void> {
    const { table } = this.#deps;
    const of = { index, day, writer: opened.writer };
    const revision = opened.revisions.get(day) ?? 0;
    if (await writeSearches(table, of, counts, revision)) {
      opened.revisions.set(day, revision + 1);
      for (const earlier of opened.revisions.keys()) if (earlier < day) opened.revisions.delete(earlier);
      opened.counted.wrote({ day, changes });
      return;
    }
    const standing = await searchesRevision(table, of);
    // An earlier write came through though it seemed to fail, and is written over; or somebody deleted what was counted.
    if (standing === undefined) this.#forgetAll(index);
    else opened.revisions.set(day, standing);
  }

  /** Drops what is older than it is kept, once a day. */
  async #sweep(): Promise<void> {
    const { table, clock, log, isActive, keep_days } = this.#deps;
    const first = firstDay(clock.now(), keep_days);
    if (!isActive() || this.#swept === first) return;
    try {
      for (const index of await knownIndexes(table)) await deleteSearches(table, index, first);
      this.#swept = first;
    } catch (err) {
      log.warn({ err }, 'searches that are too old were not dropped; trying again');
    }
  }

  #open(index: string): Opened {
    const { random, query_times } = this.#deps;
    const opened = this.#opened.get(index) ?? {
      counted: new IndexSearches(query_times),
      writer: random.id(),
      revisions: new Map<string, number>(),
      known: NONE_KNOWN,
      turn: Promise.resolve(),
    };
    this.#opened.delete(index);
    this.#opened.set(index, opened);
    return opened;
  }

  /** @param only if this is what is open still. */
  #forget(index: string, only = this.#opened.get(index)): void {
    if (only === undefined || this.#opened.get(index) !== only) return;
    this.#queries -= only.counted.size;
    this.#opened.delete(index);
  }

  /** What others wrote of it is gone, too. */
  #forgetAll(index: string): void {
    this.#forget(index);
    this.#before.forget(index);
  }

  #inTurn(opened: Opened, work: () => Promise<void>): Promise<void> {
    const done = opened.turn.then(work);
    opened.turn = done.catch(() => undefined);
    return done;
  }
}
