import type { IndexMap } from '#core/cluster/index-map.ts';
import { Control } from '#workers/orchestrator/control.ts';
import type { Canary } from './canary.ts';

/** Looks at the map after it moved in which one shard is behind. */
const BEHIND = 20;

/** The map of an index as it was looked at last, and the one before its version changed. */
interface Swap {
  readonly now: IndexMap;
  readonly before: IndexMap | undefined;
  /** Looks that are still given the mixture. */
  left: number;
}

/** The map goes over to a new version, and one of its shards stays with the old one for a while. */
export const swapNotAtomic: Canary = {
  name: 'swap-not-atomic',
  breaks: 'the shards of an index go over to a new version one after the other',
  caught_by: ['I6'],
  install() {
    // oxlint-disable-next-line typescript/unbound-method -- it is called on the control that is asked, below
    const { map } = Control.prototype;
    const swaps = new WeakMap<Control, Map<string, Swap>>();
    Control.prototype.map = function shardByShard(this: Control, index) {
      const now = map.call(this, index);
      if (typeof now === 'string') return now;
      const mine = swaps.get(this) ?? new Map<string, Swap>();
      swaps.set(this, mine);
      const swap = nextSwap(mine.get(index), now);
      mine.set(index, swap);
      if (swap.left === 0 || swap.before === undefined) return now;
      swap.left -= 1;
      return mixed(now, swap.before);
    };
    return {
      [Symbol.dispose]: () => {
        Control.prototype.map = map;
      },
    };
  },
};

function nextSwap(last: Swap | undefined, now: IndexMap): Swap {
  if (last === undefined) return { now, before: undefined, left: 0 };
  if (last.now.version !== now.version) return { now, before: last.now, left: BEHIND };
  return { ...last, now };
}

/** The map of a version, in which the first shard that changed is as it was before, if there is another shard. */
export function mixed(now: IndexMap, before: IndexMap): IndexMap {
  const behind = before.shards.find(({ shard, pack }) =>
    now.shards.some((other) => other.shard === shard && other.pack !== pack),
  );
  if (behind === undefined || now.shards.length < 2) return now;
  return { ...now, shards: now.shards.map((shard) => (shard.shard === behind.shard ? behind : shard)) };
}
