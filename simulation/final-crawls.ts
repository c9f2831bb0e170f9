import { hostOf, indexNameFor, pathOf, schemeOf } from '#core/crawl/url.ts';
import type { Limits } from '#messages/message.ts';
import { act } from './script/client-actions.ts';
import { SimClient } from './script/sim-client.ts';
import type { World } from './world.ts';

/**
 * Crawls every site into the index of its own name once more, now that nothing goes wrong: what is there then must be
 * all and right.
 */
export function finalCrawls(world: World): void {
  crawlAll(world, 'last', {});
}

/** Share of runs that have crawls that are cut at their end. */
const CUT = 0.15;
/** One after the other: the first leaves known pages to the second, which asks for them. */
const CUT_CRAWLS = ['cut-1', 'cut-2'] as const;
/** Most sites have more pages. */
const MOST_PAGES = 3;

/**
 * Crawls every site twice more with a limit that most of them have outgrown, in some runs. While things go wrong a crawl
 * mostly lasts too long for a second and a third to come after it.
 * @param rest waits until all is at rest and lawful, and says whether that came.
 * @returns whether it came whenever it was waited for.
 */
export async function cutCrawls(world: World, rest: (when: string) => Promise<boolean>): Promise<boolean> {
  if (!world.chance.fork('cut crawls').chance(CUT)) return true;
  for (const name of CUT_CRAWLS) {
    crawlAll(world, name, { limits: { pages: MOST_PAGES } });
    if (!(await rest(`rest after crawl ${name}`))) return false;
  }
  return true;
}

/** Share of runs that have crawls of two start pages of each site at their end. */
const PARTED = 0.15;
/** Where pages lie to which nothing else of a site leads. */
const APART = 'apart';

/**
 * Crawls every site from a page to which nothing leads, then from its start page, in some runs: what the first has found
 * stays. Then once more, when less is behind that page.
 * @param rest waits until all is at rest and lawful, and says whether that came.
 */
export async function partedCrawls(world: World, rest: (when: string) => Promise<boolean>): Promise<void> {
  const chance = world.chance.fork('parted crawls');
  if (!chance.chance(PARTED)) return;
  const apart = world.web.starts.map((url) => url + APART);
  for (const url of apart) world.web.part(url, chance);
  for (const [name, starts] of [
    ['apart-1', apart],
    ['apart-2', world.web.starts],
    ['apart-3', world.web.starts],
  ] as const) {
    if (name === 'apart-3') for (const url of apart) world.web.unlink(url, chance);
    crawlAll(world, name, {}, starts);
    if (!(await rest(`rest after crawl ${name}`))) return;
  }
}

function crawlAll(
  world: World,
  name: string,
  cut: { readonly limits?: Limits },
  starts: readonly string[] = world.web.starts,
): void {
  const client = new SimClient(world, `client-${name}`);
  for (const url of starts) {
    const site = hostOf(url);
    const index = indexNameFor(site);
    const crawl_id = `${index}.${name}`;
    const what = { action: 'crawl', by: 'message', index, url, crawl_id, ...cut } as const;
    const message = {
      type: 'index+crawl',
      site,
      scheme: schemeOf(url),
      path: pathOf(url),
      index,
      crawl_id,
      ...cut,
    } as const;
    const crawl = (): void => void act(client, what, () => client.post(message));
    world.timeline.after(0, crawl);
  }
}
