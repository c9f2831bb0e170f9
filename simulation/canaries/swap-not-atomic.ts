import type { IndexMap, ShardMap } from '#core/cluster/index-map.ts';
import type { ClusterSnapshot, ShardSnapshot } from '#core/cluster/snapshot.ts';
import { Control } from '#workers/orchestrator/control.ts';
import type { Canary } from './canary.ts';

/** Shard after shard goes over to the version that is being brought up, while the map still says the one before. */
export const swapNotAtomic: Canary = {
  name: 'swap-not-atomic',
  breaks: 'a query is sent to the newest pack that is loaded of each shard, whatever the others have',
  caught_by: ['I6'],
  install() {
    // oxlint-disable-next-line typescript/unbound-method -- it is called on the control that asks, below
    const { map } = Control.prototype;
    Control.prototype.map = function newestOfEach(this: Control, index) {
      const whole = map.call(this, index);
      return typeof whole === 'string' ? whole : mixed(whole, this.snapshot());
    };
    return {
      [Symbol.dispose]: () => {
        Control.prototype.map = map;
      },
    };
  },
};

/** The map, with each shard that has an active replica in the coming version taken from that one. */
export function mixed(map: IndexMap, cluster: ClusterSnapshot): IndexMap {
  const coming = cluster.indexes.find(({ index }) => index === map.index);
  const newer = (coming?.shards ?? []).filter(({ version }) => version === coming?.next);
  const endpoints = new Map(cluster.searchers.map(({ id, endpoint }) => [id, endpoint]));
  const shards = map.shards.map((shard) => {
    const next = newer.find((other) => other.shard === shard.shard);
    return next === undefined ? shard : (loaded(next, endpoints) ?? shard);
  });
  return { ...map, shards };
}

function loaded(
  { shard, pack, replicas }: ShardSnapshot,
  endpoints: ReadonlyMap<string, string>,
): ShardMap | undefined {
  const active = replicas.flatMap(({ searcher, state }) => {
    const endpoint = endpoints.get(searcher);
    return state === 'active' && endpoint !== undefined ? [{ searcher, endpoint }] : [];
  });
  return active.length === 0 ? undefined : { shard, pack, replicas: active };
}
