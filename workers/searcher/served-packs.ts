import { PeerError } from '#ports/peer.ts';

/** For whom a pack is served. Equal shards, such as two empty ones, have the same pack. */
export interface Holder {
  readonly index: string;
  readonly shard: string;
}

export interface HeldPack extends Holder {
  /** sha256 of the file. */
  readonly pack: string;
}

interface Served {
  readonly path: string;
  readonly holders: Map<string, Holder>;
  running: number;
  /** Set while the pack is being withdrawn; called when its last query has ended. */
  onIdle: (() => void) | undefined;
}

/** More than a registration can tell of. */
export const MAX_PACKS = 1000;

/** The packs that this searcher serves, and the queries that run on each. */
export class ServedPacks {
  readonly #packs = new Map<string, Served>();

  has(pack: string): boolean {
    const served = this.#packs.get(pack);
    return served !== undefined && served.onIdle === undefined;
  }

  holders(pack: string): Holder[] {
    return [...(this.#packs.get(pack)?.holders.values() ?? [])];
  }

  /** Serves the file from now on; for one more holder if it is served already. */
  add(pack: string, path: string, holder: Holder): void {
    const served = this.#packs.get(pack) ?? {
      path,
      holders: new Map<string, Holder>(),
      running: 0,
      onIdle: undefined,
    };
    served.onIdle = undefined;
    served.holders.set(keyOf(holder), { index: holder.index, shard: holder.shard });
    this.#packs.set(pack, served);
  }

  removeHolder(pack: string, holder: Holder): void {
    this.#packs.get(pack)?.holders.delete(keyOf(holder));
  }

  /** Takes no new queries on the pack; resolves when those that run have ended. */
  async withdraw(pack: string): Promise<void> {
    const served = this.#packs.get(pack);
    if (served === undefined) return;
    await new Promise<void>((resolve) => {
      served.onIdle = resolve;
      if (served.running === 0) resolve();
    });
  }

  /** Forgets a pack that was withdrawn. */
  delete(pack: string): void {
    this.#packs.delete(pack);
  }

  list(): HeldPack[] {
    return [...this.#packs].flatMap(([pack, { holders, onIdle }]) =>
      onIdle === undefined ? [...holders.values()].map(({ index, shard }) => ({ index, shard, pack })) : [],
    );
  }

  get size(): number {
    return this.#packs.size;
  }

  /**
   * Runs a query on a pack, which stays on disk until the query has ended.
   * @throws {PeerError} `pack_not_served`, beside what `query` throws.
   */
  async use<Result>(index: string, pack: string, query: (path: string) => Promise<Result>): Promise<Result> {
    const served = this.#packs.get(pack);
    const wanted = [...(served?.holders.values() ?? [])].some((holder) => holder.index === index);
    if (served === undefined || served.onIdle !== undefined || !wanted) {
      throw new PeerError(
        'pack_not_served',
        `this searcher does not serve pack ${pack} of "${index}"; ask for the map again`,
      );
    }
    served.running += 1;
    try {
      return await query(served.path);
    } finally {
      ended(served);
    }
  }
}

function ended(served: Served): void {
  served.running -= 1;
  if (served.running === 0) served.onIdle?.();
}

function keyOf({ index, shard }: Holder): string {
  return `${index} ${shard}`;
}
