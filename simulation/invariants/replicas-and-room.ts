import type { PackRef } from '#core/pack/manifest.ts';
import { readManifest } from '#core/pack/read-manifest.ts';
import { type Head, isLive, readHeads } from '#core/tables/heads.ts';
import type { EventOf, WorldEvent } from '../kernel/event.ts';
import type { WorldView } from '../world-view.ts';
import type { Invariant } from './invariant.ts';
import { RegisteredSearchers, type Registration } from './registered-searchers.ts';

/** Bytes of a MB as searchers count them. */
const MB = 2 ** 20;

type Looked = Pick<WorldView, 'config' | 'names' | 'table' | 'objects' | 'routers'>;

/**
 * I7: every shard reaches its replica goal when there is room; no searcher exceeds its free space.
 * At every change of a searcher's disk: what lies in its folder fits there.
 * At rest, going by what every searcher registered last:
 * - each pack of each live version is held by as many searchers as the goal says, or by all that have room for it if
 *   those are fewer;
 * - nobody holds a pack that no live version has;
 * - every active router serves the live version of each index, and nothing of an index that is deleted.
 */
export function replicasAndRoom(world: Looked): Invariant {
  return new ReplicasAndRoom(world);
}

class ReplicasAndRoom implements Invariant {
  readonly name = 'I7';
  readonly #world: Looked;
  readonly #searchers: RegisteredSearchers;
  #comparisons = 0;

  constructor(world: Looked) {
    this.#world = world;
    this.#searchers = new RegisteredSearchers(world.names.of('orchestrator'));
  }

  on(event: WorldEvent): string | undefined {
    this.#searchers.on(event);
    return event.type === 'disk' ? tooMuch(event) : undefined;
  }

  comparisons(): number {
    return this.#comparisons;
  }

  async atRest(): Promise<string | undefined> {
    const { table, objects } = this.#world;
    const wanted = new Set<string>();
    for await (const head of readHeads(table)) {
      const unserved = this.#unserved(head);
      if (unserved !== undefined) return unserved;
      if (!isLive(head)) continue;
      const { shards } = await readManifest(objects, head);
      for (const { name, pack } of shards) {
        this.#comparisons += 1;
        wanted.add(`${head.sk} ${pack.sha256}`);
        const wrong = this.#wrongReplicas(head.sk, pack);
        if (wrong !== undefined) return `shard ${name} of "${head.sk}", version ${head.version}: ${wrong}`;
      }
    }
    return this.#unwanted(wanted);
  }

  #unserved(head: Head): string | undefined {
    const live = isLive(head) ? head.version : null;
    for (const router of this.#world.routers()) {
      const serving = router.serving(head.sk);
      if (router.isActive() && serving !== live)
        return `${router.name} serves version ${serving ?? 'none'} of "${head.sk}", and ${live ?? 'none'} is live`;
    }
    return undefined;
  }

  #wrongReplicas(index: string, pack: PackRef): string | undefined {
    const searchers = this.#searchers.all();
    const holders = searchers.filter(([, searcher]) => holds(searcher, index, pack.sha256));
    const able = searchers.filter(
      ([, searcher]) => holds(searcher, index, pack.sha256) || searcher.free_space * MB >= pack.bytes,
    );
    const goal = Math.min(this.#world.config.replicas, able.length);
    if (holders.length === goal) return undefined;
    const names = holders.map(([process]) => process).join(', ');
    return `pack ${pack.sha256} has ${holders.length} replicas (${names}), not ${goal}; ${able.length} searchers could hold it`;
  }

  #unwanted(wanted: ReadonlySet<string>): string | undefined {
    for (const [process, { packs }] of this.#searchers.all()) {
      const spare = packs.find(({ index, pack }) => !wanted.has(`${index} ${pack}`));
      if (spare !== undefined)
        return `${process} holds pack ${spare.pack} of "${spare.index}", which no live version has`;
    }
    return undefined;
  }
}

function holds({ packs }: Registration, index: string, sha256: string): boolean {
  return packs.some((held) => held.index === index && held.pack === sha256);
}

function tooMuch({ by, folder, used_bytes, most_bytes }: EventOf<'disk'>): string | undefined {
  if (folder !== 'searcher' || used_bytes <= most_bytes) return undefined;
  return `${by} has ${used_bytes} bytes in its folder, and ${most_bytes} fit there`;
}
