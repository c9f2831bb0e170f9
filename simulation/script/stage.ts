import { hostOf, indexNameFor, pathOf, schemeOf } from '#core/crawl/url.ts';
import type { Seeded } from '../kernel/seeded.ts';
import type { WorldView } from '../world-view.ts';
import type { MadeWeb } from '../web/made-web.ts';
import type { Client } from './action.ts';

/** What one action goes by. */
export interface Stage {
  readonly client: Client;
  readonly world: WorldView;
  readonly chance: Seeded;
  readonly cast: Cast;
}

/** What the actions of a run share. */
export interface Cast {
  readonly targets: readonly Target[];
  /** Ids of crawls that clients know, the oldest first. */
  readonly crawls: string[];
  /** Indexes that something was posted for. */
  readonly written: Set<string>;
}

/** A site, and the index that its pages go to. */
export interface Target {
  /** Start page, canonical. */
  readonly url: string;
  readonly index: string;
}

/** A bit of what clients do: draws what exactly when its time has come. Ends within the time of the run. */
export type Scene = (stage: Stage) => Promise<void>;

const MOST_TARGETS = 4;
const SHARED_INDEX = 'shared';

/** Every site has an index of its own name, or shares one with others. */
export function drawCast(web: Pick<MadeWeb, 'starts'>, chance: Seeded): Cast {
  const targets = web.starts.slice(0, MOST_TARGETS).map((url) => ({
    url,
    index: chance.chance(0.7) ? indexNameFor(hostOf(url)) : SHARED_INDEX,
  }));
  return { targets, crawls: [], written: new Set() };
}

/** Waits. @returns whether the run still goes on: who acts after its end acts on what should be at rest. */
export async function pause({ client, world }: Stage, ms: number): Promise<boolean> {
  const left_ms = world.plan.length_ms - world.now();
  if (left_ms <= 0) return false;
  await client.sleep(Math.min(ms, left_ms));
  return world.now() < world.plan.length_ms;
}

/** Where a page is, as messages say it; the index is left out where it follows from the site, now and then. */
export function addressOf(url: string, index: string, { chance }: Stage) {
  const site = hostOf(url);
  const isPlain = index === indexNameFor(site) && chance.chance(0.5);
  return {
    site,
    scheme: schemeOf(url),
    ...(pathOf(url) === '/' && chance.chance(0.5) ? {} : { path: pathOf(url) }),
    ...(isPlain ? {} : { index }),
  };
}

/** A URL of the target's site, mostly one at which there is or was something. */
export function drawUrl({ world, chance }: Stage, target: Target): string {
  if (chance.chance(0.05)) return `${target.url}nothing/${chance.whole(5)}`;
  const host = hostOf(target.url);
  const urls = world.web.urls.filter((url) => hostOf(url) === host);
  return urls.length === 0 ? target.url : chance.pick(urls);
}
