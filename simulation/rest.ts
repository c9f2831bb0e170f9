import { isLive, readHeads } from '#core/tables/heads.ts';
import { activeCrawls } from '#core/tables/crawls.ts';
import { knownIndexes, listIndexes } from '#core/tables/indexes.ts';
import { allTimers } from '#core/tables/timers.ts';
import { asMessage } from './as-message.ts';
import type { WorldView } from './world-view.ts';

/**
 * What still keeps a world from rest: work in queues, timers that run, crawls that are not over, processes that are not
 * up, an index that cannot be searched in its newest version. Nothing when all is done.
 */
export async function unrest(world: WorldView): Promise<string | undefined> {
  return (
    processesDown(world) ??
    (await work(world)) ??
    (await timersRunning(world)) ??
    (await crawlsRunning(world)) ??
    (await notServed(world))
  );
}

function processesDown(world: WorldView): string | undefined {
  const down = world.processes().find(({ state, paused }) => state !== 'up' || paused);
  return down === undefined ? undefined : `${down.name} is ${down.paused ? 'paused' : down.state}`;
}

/** Registrations come again and again; all else in the queues is work. */
async function work({ names, queue }: WorldView): Promise<string | undefined> {
  const searchers = (await queue.list(names.searcher(''))).filter((name) => !name.endsWith('-dead'));
  for (const real of [...names.work.map((one) => one.queue), ...searchers]) {
    for (const { body } of await queue.peek(real, 1000)) {
      if (asMessage(body)?.type !== 'register') return `queue ${real} holds ${body.slice(0, 300)}`;
    }
  }
  return undefined;
}

async function timersRunning({ table }: WorldView): Promise<string | undefined> {
  for await (const { index, site, state } of allTimers(table))
    if (state !== 'idle') return `the timer of ${index} ${site} is ${state}`;
  return undefined;
}

async function crawlsRunning({ table }: WorldView): Promise<string | undefined> {
  // Not by one list alone: the product may have lost a name from it.
  const timed: string[] = [];
  for await (const { index } of allTimers(table)) timed.push(index);
  const made = (await listIndexes(table)).map(({ sk }) => sk);
  for (const index of new Set([...(await knownIndexes(table)), ...made, ...timed]))
    for (const { sk } of await activeCrawls(table, index)) return `crawl ${sk} is not over`;
  return undefined;
}

async function notServed(world: WorldView): Promise<string | undefined> {
  const active = world.routers().filter((router) => router.isActive());
  if (active.length !== 1) return `${active.length} orchestrators are active`;
  for await (const head of readHeads(world.table)) {
    if (!isLive(head)) continue;
    const serving = active[0]?.serving(head.sk);
    if (serving !== head.version)
      return `version ${head.version} of ${head.sk} is published, and ${serving ?? 'nothing'} is served`;
  }
  return undefined;
}
