import { hostOf, pathOf, schemeOf } from '#core/crawl/url.ts';
import { PENDING } from '#core/tables/pages.ts';
import type { EventOf, WorldEvent } from '../kernel/event.ts';
import type { Seeded } from '../kernel/seeded.ts';
import type { World } from '../world.ts';
import type { Client } from './action.ts';
import { act } from './client-actions.ts';

/**
 * How soon after a pack was stored: its version is published and the marks of its pages are cleared within about so long.
 */
const SOON_MS = 200;
/** Each leads to another packing. */
const MOST = 10;

/**
 * A client that changes a page and posts it just while it is packed. By itself that hardly happens: every post puts off
 * the packing until all is quiet.
 */
export function changeAtPacks(
  world: Pick<World, 'observe' | 'now' | 'plan' | 'timeline' | 'web'>,
  client: Client,
  chance: Seeded,
): void {
  const waiting = new WaitingPages();
  let left = MOST;
  const change = (index: string, url: string): void => {
    world.web.rewrite(url, chance);
    const message = {
      type: 'index',
      site: hostOf(url),
      scheme: schemeOf(url),
      path: pathOf(url),
      index,
    } as const;
    void act(client, { action: 'index', index, url }, () => client.post(message));
  };
  world.observe((event) => {
    if (event.type === 'row') waiting.on(event);
    const index = packedIndex(event);
    if (index === undefined || left === 0 || world.now() > world.plan.length_ms) return;
    const urls = waiting.of(index);
    if (urls.length === 0 || !chance.chance(0.5)) return;
    left -= 1;
    const url = chance.pick(urls);
    world.timeline.after(chance.float() * SOON_MS, () => change(index, url));
  });
}

/** The index of which a pack was stored. */
function packedIndex(event: WorldEvent): string | undefined {
  if (event.type !== 'object_put' || !event.key.startsWith('packs/')) return undefined;
  return event.key.split('/')[1];
}

/** Which pages wait to be packed, by their rows. */
class WaitingPages {
  readonly #urls = new Map<string, Set<string>>();

  on({ table, before, after }: EventOf<'row'>): void {
    const row = after ?? before;
    const url = row?.['url'];
    if (table !== 'pages' || row === undefined || typeof url !== 'string') return;
    const urls = this.#urls.get(row.pk) ?? new Set();
    this.#urls.set(row.pk, urls);
    if (after?.['mark'] === PENDING) urls.add(url);
    else urls.delete(url);
  }

  of(index: string): string[] {
    return [...(this.#urls.get(index) ?? [])];
  }
}
