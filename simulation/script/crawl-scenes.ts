import { hostOf } from '#core/crawl/url.ts';
import { readCrawl } from '#core/tables/crawls.ts';
import type { Limits } from '#messages/message.ts';
import type { Seeded } from '../kernel/seeded.ts';
import { type ClientAction, act } from './client-actions.ts';
import { type Scene, type Stage, type Target, addressOf, drawUrl, pause } from './stage.ts';

type CrawlAction = ClientAction & { readonly action: 'crawl' };

/** Shortest and longest time between two things that belong together. */
const SOON_MS = 3000;
const LATER_MS = 30_000;
/** Between looks whether a crawl is over, and how many there are. */
const LOOK_MS = 500;
const MOST_LOOKS = 120;
/** Share of crawls that ask for every page anew. */
const PASSES = 0.1;
/** Share of crawls by the other scheme of a site. */
const OTHER_SCHEMES = 0.1;

/** A crawl by a message, of a target's start page or of another page of it. */
export const crawlByMessage: Scene = async (stage) => {
  await post(stage, drawCrawl(stage, stage.chance.pick(stage.cast.targets)));
};

/** A crawl by the API. */
export const crawlByApi: Scene = async (stage) => {
  const { client, chance, cast } = stage;
  const { url, index } = chance.pick(cast.targets);
  const request = { url, index, ...drawLimits(stage, { url, index }), ...drawPass(stage) };
  const what: CrawlAction = { action: 'crawl', by: 'api', ...request };
  const ended = await act<CrawlAction>(client, what, async () => ({
    crawl_id: await client.startCrawl(request),
  }));
  if (ended?.crawl_id !== undefined) cast.crawls.push(ended.crawl_id);
  cast.written.add(index);
};

/** A `crawl` message that belongs to no crawl: it begins one. */
export const crawlByItself: Scene = async (stage) => {
  const { client, chance, cast } = stage;
  const { url, index } = chance.pick(cast.targets);
  const message = { type: 'crawl', ...addressOf(url, index, stage) } as const;
  cast.written.add(index);
  await act(client, { action: 'crawl', by: 'message', index, url }, () => client.post(message));
};

/** The same crawl, posted again soon or when it may be over. */
export const crawlTwice: Scene = async (stage) => {
  const { chance, cast } = stage;
  const target = chance.pick(cast.targets);
  const named = { ...drawCrawl(stage, target), ...newId(stage, target) };
  await post(stage, named);
  if (await pause(stage, chance.whole(chance.chance(0.5) ? SOON_MS : LATER_MS))) await post(stage, named);
};

/** Two crawls of one site at once, or of two sites into one index. */
export const crawlsAtOnce: Scene = async (stage) => {
  const { chance, cast } = stage;
  const one = chance.pick(cast.targets);
  const other = chance.chance(0.5) ? one : { ...chance.pick(cast.targets), index: one.index };
  await post(stage, drawCrawl(stage, one));
  if (await pause(stage, chance.whole(SOON_MS))) await post(stage, drawCrawl(stage, other));
};

/** A crawl that is cancelled soon after. */
export const crawlAndCancel: Scene = async (stage) => {
  const { chance, cast } = stage;
  const target = chance.pick(cast.targets);
  const { crawl_id } = newId(stage, target);
  await post(stage, { ...drawCrawl(stage, target), crawl_id });
  if (await pause(stage, chance.whole(SOON_MS))) await cancel(stage, crawl_id);
};

/** A crawl that is known is cancelled, whether it goes on or not. */
export const cancelKnown: Scene = async (stage) => {
  const { cast, chance } = stage;
  if (cast.crawls.length > 0) await cancel(stage, chance.pick(cast.crawls));
};

async function cancel({ client }: Stage, crawl_id: string): Promise<void> {
  await act<ClientAction & { action: 'cancel_crawl' }>(
    client,
    { action: 'cancel_crawl', crawl_id },
    async () => ({
      cancelled: await client.cancelCrawl(crawl_id),
    }),
  );
}

/** Posts a crawl of a target's start page, again after what was done to its index. */
export async function crawlAgain(stage: Stage, { url, index }: Target): Promise<void> {
  await post(stage, { action: 'crawl', by: 'message', index, url });
}

/** Posts a crawl of a target's start page, and waits for its end, for a minute at most. @returns whether the run still goes on. */
export async function crawlToTheEnd(stage: Stage, target: Target, limits: Limits = {}): Promise<boolean> {
  const { url, index } = target;
  const { crawl_id } = newId(stage, target);
  await post(stage, { action: 'crawl', by: 'message', index, url, crawl_id, limits });
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    if (!(await pause(stage, LOOK_MS))) return false;
    if ((await readCrawl(stage.world.table, crawl_id))?.finished_at_ms !== undefined) return true;
  }
  return true;
}

/** Posts a crawl of a target's start page that asks for every page anew. */
export async function crawlWithPass(stage: Stage, target: Target): Promise<void> {
  const { url, index } = target;
  const named = { action: 'crawl', by: 'message', index, url, hall_pass: true } as const;
  await post(stage, { ...named, ...newId(stage, target) });
}

async function post(stage: Stage, crawl: CrawlAction): Promise<void> {
  const { client, cast } = stage;
  const { url, index, crawl_id, domains, limits, hall_pass } = crawl;
  const message = {
    type: 'index+crawl',
    ...addressOf(url, index, stage),
    ...(crawl_id === undefined ? {} : { crawl_id }),
    ...(domains === undefined ? {} : { domains: [...domains] }),
    ...(limits === undefined ? {} : { limits }),
    ...(hall_pass === undefined ? {} : { hall_pass }),
  } as const;
  cast.written.add(index);
  const ended = await act(client, crawl, () => client.post(message));
  if (ended !== undefined && crawl_id !== undefined && !cast.crawls.includes(crawl_id))
    cast.crawls.push(crawl_id);
}

function drawCrawl(stage: Stage, target: Target): CrawlAction {
  const { chance, world } = stage;
  const { index } = target;
  const url = inSomeScheme(stage, chance.chance(0.8) ? target.url : drawUrl(stage, target));
  const hosts = world.web.hosts.filter((host) => host !== hostOf(url) && chance.chance(0.6));
  return {
    action: 'crawl',
    by: 'message',
    index,
    url,
    ...(chance.chance(0.5) ? newId(stage, target) : {}),
    ...(hosts.length > 0 && chance.chance(0.3) ? { domains: hosts } : {}),
    ...drawLimits(stage, target),
    ...drawPass(stage),
  };
}

/** Some ask for a site by a scheme by which it has nothing, or leads to the other one. */
function inSomeScheme({ chance }: Stage, url: string): string {
  if (!chance.fork('scheme').chance(OTHER_SCHEMES)) return url;
  return url.startsWith('https:') ? url.replace('https:', 'http:') : url.replace('http:', 'https:');
}

function newId({ client }: Stage, { index }: Target): { crawl_id: string } {
  return { crawl_id: `${index}.${client.id().toLowerCase()}` };
}

function drawLimits({ chance }: Stage, { url }: Target): { limits?: Limits } {
  const ending = drawEndingLimits(chance.fork(`ending limits of ${url}`));
  if (chance.chance(0.7)) return Object.keys(ending).length === 0 ? {} : { limits: ending };
  const limits = {
    ...(chance.chance(0.5) ? { depth: chance.whole(3) } : {}),
    ...(chance.chance(0.7) ? { pages: 1 + chance.whole(6) } : {}),
    ...ending,
  };
  return { limits };
}

/** Few pages have more than a thousand bytes, and few crawls last for a minute. */
function drawEndingLimits(chance: Seeded): Limits {
  return {
    ...(chance.chance(0.1) ? { bytes: 1 + chance.whole(4000) } : {}),
    ...(chance.chance(0.1) ? { seconds: 1 + chance.whole(20) } : {}),
  };
}

function drawPass({ chance }: Stage): { hall_pass?: boolean } {
  return chance.fork('pass').chance(PASSES) ? { hall_pass: true } : {};
}
