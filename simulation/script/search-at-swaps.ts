import { LIMIT_MAX } from '#workers/orchestrator/search-answer.ts';
import { asMessage } from '../as-message.ts';
import type { Seeded } from '../kernel/seeded.ts';
import type { World } from '../world.ts';
import type { Client } from './action.ts';

/** How soon after a pack was loaded: the map moves some milliseconds later, if it was the last one. */
const SOON_MS = 100;

/** A client that asks when versions change, which is a moment only: others seldom meet it. */
export function searchAtSwaps(world: World, client: Client, chance: Seeded): void {
  const search = (index: string): void =>
    void client
      .search({ index, query: 'everywhere', limit: LIMIT_MAX, offset: 0 })
      .catch((error: unknown) => client.tell('search', String(error), false));
  world.observe((event) => {
    if (event.type !== 'received' || world.now() > world.plan.length_ms) return;
    const message = asMessage(event.body);
    if (message?.type !== 'loaded' || !chance.chance(0.5)) return;
    const { index } = message;
    world.timeline.after(chance.float() * SOON_MS, () => search(index));
  });
}
