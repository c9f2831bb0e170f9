import { allSchedules } from '#core/tables/schedules.ts';
import { allSettings } from '#core/tables/settings.ts';
import { act } from './script/client-actions.ts';
import { SimClient } from './script/sim-client.ts';
import type { World } from './world.ts';

/** At most: longer than the interval of the schedules that clients set, with its spread and a look. */
const ONCE_MORE_MS = 90_000;
/** Between two looks, and two tries: no API may be up yet. */
const AGAIN_MS = 2000;
const MOST_TRIES = 100;

/**
 * Takes all schedules away, for a world with one never comes to rest; but lets what they ask for fall due once more, now
 * that nothing goes wrong.
 */
export async function endSchedules(world: World, run: (ms: number) => Promise<void>): Promise<void> {
  if ((await scheduled(world)).length === 0) return;
  const before = await lastDue(world);
  // Counted, not timed: in a run that is over, as its law was broken, time stands still.
  for (let looks = 0; looks < ONCE_MORE_MS / AGAIN_MS; looks += 1) {
    if (await wereDue(world, before)) break;
    await run(AGAIN_MS);
  }
  const client = new SimClient(world, 'client-schedules');
  for (let tries = 0; tries < MOST_TRIES; tries += 1) {
    const left = await scheduled(world);
    if (left.length === 0) return;
    for (const index of left) {
      const crawl = { schedule: null };
      void act(client, { action: 'settings', index, crawl }, () => client.changeSettings(index, { crawl }));
    }
    await run(AGAIN_MS);
  }
}

async function scheduled({ table }: Pick<World, 'table'>): Promise<string[]> {
  const indexes: string[] = [];
  for await (const { sk, settings } of allSettings(table))
    if (settings.crawl?.schedule !== undefined) indexes.push(sk);
  return indexes;
}

/** When each schedule was due last. */
async function lastDue({ table }: Pick<World, 'table'>): Promise<Map<string, number | undefined>> {
  const last = new Map<string, number | undefined>();
  for await (const { sk: index, last_ms } of allSchedules(table)) last.set(index, last_ms);
  return last;
}

/** Whether all schedules that are set have been due since. */
async function wereDue(
  world: Pick<World, 'table'>,
  before: ReadonlyMap<string, number | undefined>,
): Promise<boolean> {
  const now = await lastDue(world);
  return (await scheduled(world)).every((index) => {
    const last_ms = now.get(index);
    return last_ms !== undefined && last_ms !== before.get(index);
  });
}
