import { hostOf, pathOf } from '#core/crawl/url.ts';
import { readHead } from '#core/tables/heads.ts';
import type { Resource } from '../web/resource.ts';
import { crawlAgain, crawlToTheEnd, crawlWithPass } from './crawl-scenes.ts';
import { decide, waitUntilHeld } from './index-scenes.ts';
import { postPage } from './page-scenes.ts';
import { changeSettings } from './settings-scenes.ts';
import { type Scene, type Stage, type Target, pause } from './stage.ts';

/** Pages that are visited, again and again, until it can be told how often they change. */
const MOST_PAGES = 5;
const LEAST_VISITS = 3;
/** Between two such visits, at least, and how much more. */
const APART_MS = 4000;
const MORE_MS = 10_000;
/** Soon enough that pages which rest by then do so still. */
const SOON_MS = 3000;
/** The fewest that there may be. Runs last for minutes: their pages rest for twice their usual interval at most. */
const REVISIT_DAYS = 1;

/** Visits of a page that its site does not answer for, and how far apart they are. */
const VISITS = 5;
const VISIT_MS = 8000;
/** Longer than all of them. */
const OUTAGE_MS = 60_000;
/** A time that such visits go beyond, and one that they do not. */
const GRACE_DAYS = [0.0001, 0.0002, 0.0002, 14] as const;

/** Crawls that are cut, one after the other. */
const CUT_CRAWLS = 4;

const MOST_GOLDEN = 4;
/** A gate that holds nothing by shares. */
const LENIENT = { lost_share: 1, failed_share: 1, shrunk_share: 1 };

/**
 * Pages that change seldom may rest: some are visited again and again, most of which do not change, and their site is
 * crawled. Somebody may not trust what is known, and have all of them asked for.
 */
export const letPagesRest: Scene = async (stage) => {
  const { chance, cast, world } = stage;
  const target = chance.pick(cast.targets);
  const revisit_days = chance.chance(0.5) ? { revisit_days: REVISIT_DAYS } : {};
  await changeSettings(stage, target, { crawl: { revisit: 'adaptive', ...revisit_days } });
  const known = pagesOf(stage, target);
  const pages = Array.from({ length: MOST_PAGES }, () => chance.pick(known));
  for (let n = LEAST_VISITS + chance.whole(2); n > 0; n -= 1) {
    for (const url of new Set(pages)) await postPage(stage, url, target.index);
    if (!(await pause(stage, APART_MS + chance.whole(MORE_MS)))) return;
    if (chance.chance(0.2)) world.web.rewrite(chance.pick(pages), chance);
  }
  await crawlAgain(stage, target);
  if (!(await pause(stage, chance.whole(SOON_MS)))) return;
  if (chance.chance(0.5)) await crawlWithPass(stage, target);
  if (chance.chance(0.3)) await changeSettings(stage, target, { crawl: { revisit: null } });
};

/** A page cannot be reached for longer than an index bears it, or not so long, and is looked for again and again. */
export const losePageSlowly: Scene = async (stage) => {
  const { chance, cast, world } = stage;
  const target = chance.pick(cast.targets);
  const grace = { grace_days: chance.pick(GRACE_DAYS), grace_tries: 1 + chance.whole(3) };
  if (chance.chance(0.7)) await changeSettings(stage, target, { crawl: grace });
  const url = chance.pick(pagesOf(stage, target));
  await postPage(stage, url, target.index);
  if (!(await pause(stage, VISIT_MS))) return;
  world.web.fail(url, OUTAGE_MS, chance);
  for (let n = 0; n < VISITS; n += 1) {
    await postPage(stage, url, target.index);
    if (!(await pause(stage, VISIT_MS))) return;
  }
};

/**
 * A site outgrows the limit of its crawls: it is crawled whole, and then again and again with a limit that keeps links
 * out. Meanwhile pages are lost that may lie behind it.
 */
export const outgrowLimit: Scene = async (stage) => {
  const { chance, cast, world } = stage;
  const target = chance.pick(cast.targets);
  const limits = { pages: 2 + chance.whole(4) };
  if (!(await crawlToTheEnd(stage, target))) return;
  for (let n = 0; n < CUT_CRAWLS; n += 1) {
    if (chance.chance(0.5)) world.web.lose(chance.pick(pagesOf(stage, target)), chance);
    if (!(await crawlToTheEnd(stage, target, limits))) return;
  }
};

/**
 * An index gets golden queries: words that some of its pages have to themselves. Then one of these is lost or moved,
 * and it is read anew, or its site is crawled; when a version is held for that, somebody decides, sooner or later.
 */
export const setGolden: Scene = async (stage) => {
  const { chance, cast, world } = stage;
  const target = chance.pick(cast.targets);
  const known = pagesOf(stage, target).flatMap((url) => wordOf(world.web.at(url), url));
  if (known.length === 0) return;
  const meant = Array.from({ length: 1 + chance.whole(MOST_GOLDEN) }, () => chance.pick(known));
  const byPath = chance.chance(0.3);
  const golden = meant.map(({ query, url }) => ({ query, expected: byPath ? pathOf(url) : url }));
  // Mostly they are all that a version can be held for.
  const thresholds = chance.chance(0.7) ? LENIENT : {};
  await changeSettings(stage, target, { gate: { golden, ...thresholds } });
  if ((await readHead(world.table, target.index)) === undefined) await crawlAgain(stage, target);
  else for (const page of new Set(meant.map(({ url }) => url))) await postPage(stage, page, target.index);
  if (!(await pause(stage, chance.whole(20_000)))) return;
  const { url } = chance.pick(meant);
  world.web.lose(url, chance);
  if (chance.chance(0.5)) await postPage(stage, url, target.index);
  else await crawlAgain(stage, target);
  if (!(await waitUntilHeld(stage, target.index))) return;
  if (await pause(stage, chance.whole(10_000))) await decide(stage, target.index);
  if (chance.chance(0.3)) await changeSettings(stage, target, { gate: null });
};

/** URLs of a site at which there is a page now, its start page too, in the order in which they came up. */
function pagesOf({ world }: Stage, { url }: Target): string[] {
  const pages = world.web.urls.filter(
    (one) => hostOf(one) === hostOf(url) && world.web.at(one).kind === 'page',
  );
  return pages.length === 0 ? [url] : pages;
}

function wordOf(what: Resource, url: string): { query: string; url: string }[] {
  return what.kind === 'page' && what.stem !== undefined ? [{ query: what.stem, url }] : [];
}
