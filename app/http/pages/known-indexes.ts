import { isLive, readHeads } from '#core/tables/heads.ts';
import { allIndexes } from '../index-view.ts';
import type { HttpServices } from '../services.ts';

/** What was read is good for so long: anybody may ask for the page as often as they like. */
const FRESH_MS = 3000;
/** Indexes offered for choice; a longer list is no choice, and `?index=` takes any. */
const MOST_CHOICES = 200;

/** What the search page offers. */
export interface Choice {
  /** In the order of their names; the first ones if there are many. */
  readonly indexes: readonly string[];
  /** The one that is searched unless another one is named; undefined when there is none to choose. */
  readonly first: string | undefined;
}

/** The indexes that there are, as the search page needs them: whoever asks gets what was read within the last seconds. */
export class KnownIndexes {
  /** For those who may know of all: those that can be searched; where there is none, those whose first crawls run. */
  readonly all: () => Promise<Choice>;
  /** For those who may not: the one that there is, when it is the only one that can be searched. */
  readonly only: () => Promise<Choice>;

  constructor(services: Pick<HttpServices, 'table' | 'clock' | 'log'>) {
    this.all = kept(services, async () => {
      const known = await allIndexes(services);
      const live = known.filter(({ head }) => isLive(head));
      const offered = (live.length > 0 ? live : known).slice(0, MOST_CHOICES).map(({ name }) => name);
      return { indexes: offered, first: offered[0] };
    });
    this.only = kept(services, async () => {
      const live: string[] = [];
      for await (const head of readHeads(services.table)) {
        if (isLive(head)) live.push(head.sk);
        if (live.length > 1) return { indexes: [], first: undefined };
      }
      return { indexes: live, first: live[0] };
    });
  }
}

/** Reads once for all who ask while it reads and shortly after; what was read last holds where nothing can be read. */
function kept<Result>(
  { clock, log }: Pick<HttpServices, 'clock' | 'log'>,
  read: () => Promise<Result>,
): () => Promise<Result> {
  let last: { readonly result: Promise<Result>; read_ms: number; known: Result | undefined } | undefined;
  const readOr = async (known: Result | undefined): Promise<Result> => {
    try {
      return await read();
    } catch (err) {
      if (known === undefined) throw err;
      log.warn({ err }, 'which indexes there are could not be read: those that were known');
      return known;
    }
  };
  return () => {
    if (last !== undefined && clock.monotonic() - last.read_ms < FRESH_MS) return last.result;
    const mine = { result: readOr(last?.known), read_ms: Infinity, known: last?.known };
    last = mine;
    mine.result.then(
      (known) => Object.assign(mine, { known, read_ms: clock.monotonic() }),
      // Whoever asked is told; who comes next reads again.
      () => (mine.read_ms = -Infinity),
    );
    return mine.result;
  };
}
