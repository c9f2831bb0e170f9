import { z } from 'zod';
import { type RobotsRules, robotsToken } from '#core/crawl/robots.ts';
import { robotsVerdict } from '#core/crawl/robots-match.ts';
import { linkContext, readAs } from '#core/crawl/admit-link.ts';
import type { PreparedRules } from '#core/crawl/link-rules.ts';
import { linkRulesOf } from '#core/settings/link-rules-of.ts';
import { SETTINGS_FRESH_MS } from '#core/settings/settings-cache.ts';
import { scopeOf } from '#core/crawl/scope.ts';
import { hostOf, pathOf, schemeOf, urlOf } from '#core/crawl/url.ts';
import { type Crawl, crawlSchema } from '#core/tables/crawls.ts';
import { wasDeleted } from '#core/tables/deleted-crawls.ts';
import { frontierRows } from '#core/tables/frontier.ts';
import { type Outcome, isKeptOut, isPage } from '#core/crawl/outcome.ts';
import type { WorldEvent } from '../kernel/event.ts';
import type { WorldView } from '../world-view.ts';
import { LATE_EFFECT_MS } from './late-effect.ts';
import { headChange } from './head-change.ts';
import { EndedVisits } from './ended-visits.ts';
import type { MakeInvariant } from './invariant.ts';
import { type LastCrawl, LastCrawls } from './last-crawls.ts';
import type { Documents } from './pack-documents.ts';
import { SettingsSeen } from './settings-seen.ts';
import { PublishedVersions, isRollback } from './published-versions.ts';
import { type ReferenceEnd, referenceCrawl } from './reference-crawl.ts';

const rules = z.object({ pk: z.literal('robots'), sk: z.string(), rules: z.custom<RobotsRules>() });

/** By clocks that may go 2 % wrong, and by the time that a read may take. */
const STALE_SETTINGS_MS = SETTINGS_FRESH_MS * 1.03 + LATE_EFFECT_MS;

/**
 * I10: duplicates, reordering and delay of messages change timing only; nor does anything else that befalls the
 * processes change what a crawl comes to, but that it may keep a page from being read. Checked at rest, of the crawl of
 * each index that began last (a later one may lawfully drop what it does not reach), if it is done, no limit cut it,
 * and its sites stood still since it began: it came to what a plain crawler comes to that does one thing after the
 * other (reference-crawl.ts), and begins at the same pages:
 * - its frontier has exactly the URLs which that one reaches;
 * - of these, exactly those are in the live version that it indexes, with the very content hash;
 * - a page could not be read only if something befell a process meanwhile by which calls fail, or just before. What it is, and what lies
 * behind it alone, is then left open.
 *
 * A page that the crawl left to rest is taken as its site was when that answered for it last: if it has changed since,
 * what it is and what lies behind it is left open, and so is what the crawl reached beside.
 *
 * Where a page failed it is left open what the crawl reached beside: its links of before were followed.
 *
 * Left open are as well URLs of which the order decides by design (circles of redirects and rel=canonical), those that
 * fail by themselves, and aliases of which a 304 told that they stand as they were. Of robots.txt the crawl knows what
 * was read at first; where hosts gave two answers at a time, which processes hold each, nothing is claimed. An index
 * that was rolled back or deleted since the crawl began is passed over, and so is one of which a version is held, or
 * was since then, or whose settings were changed.
 */
export const timingOnly: MakeInvariant = (world) => {
  const versions = new PublishedVersions();
  const live = new Map<string, Documents>();
  /** Since when an index holds what was packed, and no rollback. */
  const undone = new Map<string, number>();
  /** Until when a version of an index was held: for ever, while one is. */
  const held = new Map<string, number>();
  const known = new Map<string, RobotsRules[]>();
  const crawls = new LastCrawls(world);
  const settings = new SettingsSeen();
  const visits = new EndedVisits();
  /** By index and URL, when the last visit was claimed for which the site answered. */
  const answered = new Map<string, number>();
  let comparisons = 0;
  const note = (event: WorldEvent): void => {
    const change = versions.on(event);
    if (change !== undefined) live.set(change.index, change.after);
    if (change !== undefined && (change.manifest === undefined || isRollback(change.manifest)))
      undone.set(change.index, event.at_ms);
    crawls.on(event);
    settings.on(event);
    const visit = visits.on(event);
    if (visit !== undefined && visit.after.asked_at_ms !== visit.before.asked_at_ms)
      answered.set(`${visit.after.pk} ${visit.after.url}`, visit.claimed_ms);
    const head = headChange(event);
    if (head?.after.held !== undefined) held.set(head.index, Infinity);
    else if (head?.before?.held !== undefined) held.set(head.index, event.at_ms);
    if (event.type !== 'row') return;
    const robots = event.table === 'hosts' ? rules.safeParse(event.after).data : undefined;
    if (robots !== undefined) known.set(robots.sk, [...(known.get(robots.sk) ?? []), robots.rules]);
  };
  const allows = (url: string): boolean[] => {
    const said = known.get(`${schemeOf(url)}://${hostOf(url)}`);
    if (said === undefined) return [world.web.robotsAllow(url)];
    return [...new Set(said.map((one) => robotsVerdict(one, pathOf(url)).allowed))];
  };
  const onCompare = (): void => {
    comparisons += 1;
  };
  return {
    name: 'I10',
    comparisons: () => comparisons,
    on: (event) => {
      note(event);
      return undefined;
    },
    async atRest() {
      for (const last of crawls.all()) {
        const { id, index, began_ms } = last;
        const row = await world.table.get('crawls', { pk: index, sk: id });
        const crawl = crawlSchema.safeParse(row).data;
        if (crawl?.state !== 'done' || crawl.cut || !crawls.standStill(crawl, last)) continue;
        // Of one that is dropped nobody wants anything, whether its row is gone yet or not.
        if (await wasDeleted(world.table, index, id)) continue;
        const passed_ms = Math.max(undone.get(index) ?? -Infinity, held.get(index) ?? -Infinity);
        // Workers go by copies of settings that are some seconds old.
        const set_ms = settings.changed_ms(index) + STALE_SETTINGS_MS;
        if (Math.max(passed_ms, set_ms) >= began_ms) continue;
        const rules = linkRulesOf(settings.now(index));
        const mayRest = settings.now(index).crawl?.revisit === 'adaptive';
        const answered_ms = (url: string): number => answered.get(`${index} ${url}`) ?? -Infinity;
        const isOld = (url: string): boolean => mayRest && changedSince(world.web, url, answered_ms(url));
        const wasAnswered = (url: string): boolean => answered_ms(url) >= began_ms;
        const documents = live.get(index) ?? new Map<string, string>();
        const wrong = await wrongCrawl({
          world,
          crawl,
          rules,
          live: documents,
          allows,
          wasAnswered,
          isOld,
          onCompare,
          ...last,
        });
        if (wrong !== undefined) return `crawl ${id}, of sites that stood still: ${wrong}`;
      }
      return undefined;
    },
  };
};

interface Compared extends Pick<LastCrawl, 'isTroubled'> {
  readonly world: WorldView;
  readonly crawl: Crawl;
  /** Of its index. */
  readonly rules: PreparedRules;
  readonly live: Documents;
  /** What robots.txt, as it was read whenever, says of a URL. */
  readonly allows: (url: string) => readonly boolean[];
  /** Whether its site has answered for a URL since it began, for its index: what another one asked for says nothing. */
  readonly wasAnswered: (url: string) => boolean;
  /** Whether its index has pages rest, and a page has changed since its site answered for it last. */
  readonly isOld: (url: string) => boolean;
  /** To be called when the crawl is held against what it had to come to. */
  readonly onCompare: () => void;
}

async function wrongCrawl(compared: Compared): Promise<string | undefined> {
  const { world, crawl, rules, live, allows, isOld, isTroubled } = compared;
  const start = urlOf(crawl);
  if (start === undefined) return 'it has no start page';
  const frontier = new Map<string, Outcome | undefined>();
  const sitemaps = new Map<string, Outcome | undefined>();
  const other_starts: string[] = [];
  for await (const { url, outcome, sitemap, other_start } of frontierRows(world.table, crawl.sk, false)) {
    const isSitemap = sitemap !== undefined && (outcome === undefined || !isPage(outcome));
    if (other_start === true) other_starts.push(url);
    if (isSitemap) sitemaps.set(url, outcome);
    else if (!isKeptOut(outcome)) frontier.set(url, outcome);
  }
  const isFailed = (outcome: Outcome | undefined): boolean =>
    isRobotsUnknown(outcome) || (isTroubled && outcome?.kind === 'failed');
  const failed = new Set([...frontier].filter(([, outcome]) => isFailed(outcome)).map(([url]) => url));
  const unchanged = new Set(
    [...frontier].filter(([, outcome]) => outcome?.kind === 'unchanged').map(([url]) => url),
  );
  const old = [...unchanged].filter(isOld);
  let isClear = true;
  const robotsAllow = (url: string): boolean => {
    const verdicts = allows(url);
    isClear &&= verdicts.length === 1;
    return verdicts.includes(true);
  };
  const agentToken = robotsToken(world.config.user_agent);
  const { listed, maybe_listed } = listedPages(compared, { frontier, sitemaps }, robotsAllow);
  const reference = referenceCrawl({
    web: world.web,
    start,
    other_starts,
    listed,
    maybe_listed,
    follows: readAs(rules, linkContext(crawl)),
    robotsAllow,
    agentToken,
    now_ms: world.wallNow(),
    failed: new Set([...failed, ...old]),
    unchanged,
  });
  if (!isClear) return undefined;
  compared.onCompare();
  const missed = [...reference.ends.keys()].find((url) => !frontier.has(url));
  if (missed !== undefined) return `it did not reach ${missed}`;
  const stray = [...frontier.keys()].find((url) => !reference.ends.has(url) && !reference.maybe.has(url));
  // What failed by itself led where it led before.
  const isLed = [...frontier.values()].some((outcome) => outcome?.kind === 'failed');
  if (stray !== undefined && old.length === 0 && !isLed) return `it reached ${stray}, to which nothing leads`;
  for (const [url, end] of reference.ends) {
    const [outcome, hash] = [frontier.get(url), live.get(url)];
    if (end.kind !== 'either' && outcome?.kind === 'failed' && hasRobots(world.web, url))
      return `${url} could not be read (${outcome.reason}), and nothing kept anybody from it`;
    if (!isLawful(end, outcome, hash))
      return `the live version has ${hash ?? 'nothing'} of ${url} (${outcome?.kind ?? 'open'}), and the page is ${end.kind === 'indexed' ? end.hash : end.kind}`;
  }
  return undefined;
}

/**
 * What the sitemaps list within the scope of a crawl, that it has to read: those of hosts of which it visited a page
 * that does not point elsewhere. Where something befell a process it is left open: a failed call is told from no
 * sitemap only if there was one before. So it is where none was looked for, because none was there a while ago.
 */
function listedPages(
  { world, crawl, isTroubled, wasAnswered }: Compared,
  { frontier, sitemaps }: Readonly<Record<'frontier' | 'sitemaps', ReadonlyMap<string, Outcome | undefined>>>,
  robotsAllow: (url: string) => boolean,
): { readonly listed: readonly string[]; readonly maybe_listed: readonly string[] } {
  const sure = new Set<string>();
  for (const [url, outcome] of frontier) {
    const isRead = outcome !== undefined && ['indexed', 'unchanged', 'gone'].includes(outcome.kind);
    if (isRead && !isTroubled && crawl.limits.depth > 0) sure.add(hostOf(url));
  }
  for (const [url, outcome] of sitemaps)
    if (outcome?.kind === 'sitemap' && outcome.pages + outcome.sitemaps === 0 && !wasAnswered(url))
      sure.delete(hostOf(url));
  const pages = (host: string): readonly string[] => {
    const sitemap = world.web.sitemapOf(host);
    return sitemap === undefined || !robotsAllow(sitemap.url) ? [] : sitemap.listed.filter(scopeOf(crawl));
  };
  const others = crawl.domains.filter((host) => !sure.has(host));
  return { listed: [...sure].flatMap(pages), maybe_listed: others.flatMap(pages) };
}

/** Whether a host answers for its robots.txt at all: no page of one that does not can be read, forbidden or not. */
function hasRobots(web: WorldView['web'], url: string): boolean {
  return web.answer({ url: `${schemeOf(url)}://${hostOf(url)}/robots.txt` }).kind === 'response';
}

/** Whether something else is at a URL than was at a moment. */
function changedSince(web: WorldView['web'], url: string, at_ms: number): boolean {
  return (web.history(url).at(-1)?.from_ms ?? 0) > at_ms;
}

/** That a robots.txt could not be had: for a while it is believed after it can, and some never can. */
function isRobotsUnknown(outcome: Outcome | undefined): boolean {
  return outcome?.kind === 'refused' && outcome.by === 'robots_unavailable';
}

/** Whether the live version may have this (a content hash, or nothing) of a page that was closed so. */
function isLawful(end: ReferenceEnd, outcome: Outcome | undefined, hash: string | undefined): boolean {
  if (end.kind === 'indexed') return hash === end.hash;
  if (end.kind === 'left_out') return hash === undefined;
  return end.kind === 'either' || outcome?.kind === 'unchanged' || hash === undefined;
}
