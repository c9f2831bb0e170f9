import { isDeepStrictEqual } from 'node:util';
import { type OwnPace, slowestPace } from '#core/crawl/own-pace.ts';
import { readSettings } from '#core/tables/settings.ts';
import type { Clock } from '#ports/clock.ts';
import type { Table } from '#ports/table.ts';
import type { IndexSettings } from './index-settings.ts';

/** How old settings may be: so long it takes until a change is heeded everywhere. */
export const SETTINGS_FRESH_MS = 5000;
/** Indexes whose settings are kept in memory, those that were asked for last: at most 100 kB each, of most far less. */
const MOST_INDEXES = 1000;

/** Settings say how fast hosts are asked for so long after they were read: visits that they are for have begun by then. */
const PACE_MS = 60_000;

interface Copy {
  readonly read_ms: number;
  readonly settings: Promise<IndexSettings>;
  /** The same, once they are there. */
  known: IndexSettings | undefined;
}

/** Settings of indexes, some seconds old at most: every page asks for those of its index. */
export class SettingsCache {
  readonly #table: Table;
  readonly #clock: Clock;
  readonly #copies = new Map<string, Copy>();

  constructor(table: Table, clock: Clock) {
    this.#table = table;
    this.#clock = clock;
  }

  /** @throws {BadRow} */
  get(index: string): Promise<IndexSettings> {
    const copy = this.#copies.get(index);
    const now_ms = this.#clock.monotonic();
    this.#copies.delete(index);
    if (copy !== undefined && now_ms - copy.read_ms < SETTINGS_FRESH_MS) {
      this.#copies.set(index, copy);
      return copy.settings;
    }
    // Until it is there, what was known before says how fast hosts are asked: none is asked faster for the moment between.
    const read: Copy = { read_ms: now_ms, settings: this.#read(index, copy?.known), known: copy?.known };
    this.#copies.set(index, read);
    if (this.#copies.size > MOST_INDEXES) this.#copies.delete(this.#copies.keys().next().value ?? '');
    read.settings.then(
      (settings) => (read.known = settings),
      // The next who asks tries again; the error is told to those who asked for this.
      () => {
        if (this.#copies.get(index) !== read) return;
        if (copy === undefined) this.#copies.delete(index);
        else this.#copies.set(index, copy);
      },
    );
    return read.settings;
  }

  /** What was read last, however old; undefined where nothing was. */
  lastKnown(index: string): IndexSettings | undefined {
    return this.#copies.get(index)?.known;
  }

  /**
   * How fast a host is asked by its owners' word: that of the indexes which this process works for. Of several that name
   * it the slowest; undefined when none does. @param host as `hostOf` gives it.
   */
  paceFor(host: string): OwnPace | undefined {
    const since_ms = this.#clock.monotonic() - PACE_MS;
    const paces: OwnPace[] = [];
    for (const { read_ms, known } of this.#copies.values()) {
      const pace = known?.crawl?.pace;
      if (pace !== undefined && read_ms >= since_ms && pace.hosts.includes(host)) paces.push(pace);
    }
    return slowestPace(paces);
  }

  /** @param before as they were: what is made of them is kept as long as they are that. */
  async #read(index: string, before: IndexSettings | undefined): Promise<IndexSettings> {
    const { settings } = await readSettings(this.#table, index);
    return before !== undefined && isDeepStrictEqual(settings, before) ? before : settings;
  }
}
