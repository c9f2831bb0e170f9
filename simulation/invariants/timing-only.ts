import { z } from 'zod';
import { type RobotsRules, robotsToken } from '#core/crawl/robots.ts';
import { robotsVerdict } from '#core/crawl/robots-match.ts';
import { hostOf, pathOf, schemeOf, urlOf } from '#core/crawl/url.ts';
import { type Crawl, crawlSchema } from '#core/tables/crawls.ts';
import { frontierRows } from '#core/tables/frontier.ts';
import type { Outcome } from '#core/crawl/outcome.ts';
import type { WorldEvent } from '../kernel/event.ts';
import type { WorldView } from '../world-view.ts';
import type { MakeInvariant } from './invariant.ts';
import type { Documents } from './pack-documents.ts';
import { PublishedVersions, isRollback } from './published-versions.ts';
import { type ReferenceEnd, referenceCrawl } from './reference-crawl.ts';

/** A crawl in a world that stands still and in which nothing goes wrong any more. */
interface CalmCrawl {
  readonly id: string;
  readonly index: string;
  readonly began_ms: number;
}

const rules = z.object({ pk: z.literal('robots'), sk: z.string(), rules: z.custom<RobotsRules>() });

/**
 * I10: duplicates, reordering and delay of messages change timing only. Checked at rest, of the crawl of each index that
 * began last (a later one may lawfully drop what it does not reach), if it is done, no limit cut it, and it began after the last fault, the last trouble of a site and the last change of the web, whatever was
 * and is in the queues: it came to what a plain crawler comes to that does one thing after the other (reference-crawl.ts):
 * - its frontier has exactly the URLs which that one reaches;
 * - of these, exactly those are in the live version that it indexes, with the very content hash.
 *
 * Left open are URLs of which the order decides by design (circles of redirects and rel=canonical), those that fail, and
 * aliases of which a 304 told that they stand as they were. Of robots.txt the crawl knows what was read at first; where hosts
 * gave two answers at a time, which processes hold each, or none, nothing is claimed. An index that was rolled back or deleted
 * since the crawl began is passed over.
 */
export const timingOnly: MakeInvariant = (world) => {
  const versions = new PublishedVersions();
  const live = new Map<string, Documents>();
  /** Since when an index holds what was packed, and no rollback. */
  const undone = new Map<string, number>();
  const known = new Map<string, RobotsRules[]>();
  let calm: CalmCrawl[] = [];
  const note = (event: WorldEvent): void => {
    const change = versions.on(event);
    if (change !== undefined) live.set(change.index, change.after);
    if (change !== undefined && (change.manifest === undefined || isRollback(change.manifest)))
      undone.set(change.index, event.at_ms);
    if (event.type === 'fault' || event.type === 'web_changed') calm = [];
    if (event.type !== 'row') return;
    const robots = event.table === 'hosts' ? rules.safeParse(event.after).data : undefined;
    if (robots !== undefined) known.set(robots.sk, [...(known.get(robots.sk) ?? []), robots.rules]);
    const crawl =
      event.table === 'crawls' && event.before === undefined
        ? crawlSchema.safeParse(event.after).data
        : undefined;
    if (crawl !== undefined && isQuiet(world))
      calm.push({ id: crawl.sk, index: crawl.pk, began_ms: event.at_ms });
  };
  const allows = (url: string): boolean[] => {
    const said = known.get(`${schemeOf(url)}://${hostOf(url)}`);
    if (said === undefined) return [world.web.robotsAllow(url)];
    return [...new Set(said.map((one) => robotsVerdict(one, pathOf(url)).allowed))];
  };
  return {
    name: 'I10',
    on: (event) => {
      note(event);
      return undefined;
    },
    async atRest() {
      const last = new Map(calm.map((crawl) => [crawl.index, crawl]));
      for (const { id, index, began_ms } of last.values()) {
        const row = await world.table.get('crawls', { pk: index, sk: id });
        const crawl = crawlSchema.safeParse(row).data;
        if (crawl?.state !== 'done' || crawl.cut || (undone.get(index) ?? -1) >= began_ms) continue;
        const wrong = await wrongCrawl(world, crawl, live.get(index) ?? new Map<string, string>(), allows);
        if (wrong !== undefined) return `crawl ${id}, in a world that stands still: ${wrong}`;
      }
      return undefined;
    },
  };
};

/** Whether no site is in trouble, now or later. */
function isQuiet(world: WorldView): boolean {
  const { web } = world;
  return web.hosts.every((host) => web.troubles(host).every(({ until_ms }) => until_ms <= world.now()));
}

async function wrongCrawl(
  world: WorldView,
  crawl: Crawl,
  live: Documents,
  allows: (url: string) => readonly boolean[],
): Promise<string | undefined> {
  const start = urlOf(crawl);
  if (start === undefined) return 'it has no start page';
  let isClear = true;
  const robotsAllow = (url: string): boolean => {
    const verdicts = allows(url);
    isClear &&= verdicts.length === 1;
    return verdicts.includes(true);
  };
  const agentToken = robotsToken(world.config.user_agent);
  const domains = new Set(crawl.domains);
  const reference = referenceCrawl({
    web: world.web,
    start,
    domains,
    robotsAllow,
    agentToken,
    now_ms: world.wallNow(),
  });
  if (!isClear) return undefined;
  const frontier = new Map<string, Outcome | undefined>();
  for await (const { url, outcome } of frontierRows(world.table, crawl.sk, false)) frontier.set(url, outcome);
  if ([...frontier.values()].some(isRobotsUnknown)) return undefined;
  const missed = [...reference.ends.keys()].find((url) => !frontier.has(url));
  if (missed !== undefined) return `it did not reach ${missed}`;
  const stray = [...frontier.keys()].find((url) => !reference.ends.has(url) && !reference.maybe.has(url));
  if (stray !== undefined) return `it reached ${stray}, to which nothing leads`;
  for (const [url, end] of reference.ends) {
    const [outcome, hash] = [frontier.get(url), live.get(url)];
    if (!isLawful(end, outcome, hash))
      return `the live version has ${hash ?? 'nothing'} of ${url} (${outcome?.kind ?? 'open'}), and the page is ${end.kind === 'indexed' ? end.hash : end.kind}`;
  }
  return undefined;
}

/** That a robots.txt could not be had is believed for a while after it can. */
function isRobotsUnknown(outcome: Outcome | undefined): boolean {
  return outcome?.kind === 'refused' && outcome.by === 'robots_unavailable';
}

/** Whether the live version may have this (a content hash, or nothing) of a page that was closed so. */
function isLawful(end: ReferenceEnd, outcome: Outcome | undefined, hash: string | undefined): boolean {
  if (end.kind === 'indexed') return hash === end.hash;
  if (end.kind === 'left_out') return hash === undefined;
  return end.kind === 'either' || outcome?.kind === 'unchanged' || hash === undefined;
}
