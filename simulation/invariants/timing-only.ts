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
import { type LastCrawl, LastCrawls } from './last-crawls.ts';
import type { Documents } from './pack-documents.ts';
import { PublishedVersions, isRollback } from './published-versions.ts';
import { type ReferenceEnd, referenceCrawl } from './reference-crawl.ts';

const rules = z.object({ pk: z.literal('robots'), sk: z.string(), rules: z.custom<RobotsRules>() });

/**
 * I10: duplicates, reordering and delay of messages change timing only; nor does anything else that befalls the processes
 * change what a crawl comes to, but that it may keep a page from being read. Checked at rest, of the crawl of each index that
 * began last (a later one may lawfully drop what it does not reach), if it is done, no limit cut it, and its sites stood still
 * since it began: it came to what a plain crawler comes to that does one thing after the other (reference-crawl.ts):
 * - its frontier has exactly the URLs which that one reaches;
 * - of these, exactly those are in the live version that it indexes, with the very content hash;
 * - a page could not be read only if something befell a process meanwhile by which calls fail. What it is, and what lies
 *   behind it alone, is then left open.
 *
 * Left open are as well URLs of which the order decides by design (circles of redirects and rel=canonical), those that fail by
 * themselves, and aliases of which a 304 told that they stand as they were. Of robots.txt the crawl knows what was read at
 * first; where hosts gave two answers at a time, which processes hold each, nothing is claimed. An index that was rolled back
 * or deleted since the crawl began is passed over.
 */
export const timingOnly: MakeInvariant = (world) => {
  const versions = new PublishedVersions();
  const live = new Map<string, Documents>();
  /** Since when an index holds what was packed, and no rollback. */
  const undone = new Map<string, number>();
  const known = new Map<string, RobotsRules[]>();
  const crawls = new LastCrawls(world);
  let comparisons = 0;
  const note = (event: WorldEvent): void => {
    const change = versions.on(event);
    if (change !== undefined) live.set(change.index, change.after);
    if (change !== undefined && (change.manifest === undefined || isRollback(change.manifest)))
      undone.set(change.index, event.at_ms);
    crawls.on(event);
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
        if ((undone.get(index) ?? -Infinity) >= began_ms) continue;
        const documents = live.get(index) ?? new Map<string, string>();
        const wrong = await wrongCrawl({ world, crawl, live: documents, allows, onCompare, ...last });
        if (wrong !== undefined) return `crawl ${id}, of sites that stood still: ${wrong}`;
      }
      return undefined;
    },
  };
};

interface Compared extends Pick<LastCrawl, 'isTroubled'> {
  readonly world: WorldView;
  readonly crawl: Crawl;
  readonly live: Documents;
  /** What robots.txt, as it was read whenever, says of a URL. */
  readonly allows: (url: string) => readonly boolean[];
  /** To be called when the crawl is held against what it had to come to. */
  readonly onCompare: () => void;
}

async function wrongCrawl(compared: Compared): Promise<string | undefined> {
  const { world, crawl, live, allows, isTroubled } = compared;
  const start = urlOf(crawl);
  if (start === undefined) return 'it has no start page';
  const frontier = new Map<string, Outcome | undefined>();
  for await (const { url, outcome } of frontierRows(world.table, crawl.sk, false)) frontier.set(url, outcome);
  const isFailed = (outcome: Outcome | undefined): boolean =>
    isRobotsUnknown(outcome) || (isTroubled && outcome?.kind === 'failed');
  const failed = new Set([...frontier].filter(([, outcome]) => isFailed(outcome)).map(([url]) => url));
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
    failed,
  });
  if (!isClear) return undefined;
  compared.onCompare();
  const missed = [...reference.ends.keys()].find((url) => !frontier.has(url));
  if (missed !== undefined) return `it did not reach ${missed}`;
  const stray = [...frontier.keys()].find((url) => !reference.ends.has(url) && !reference.maybe.has(url));
  if (stray !== undefined) return `it reached ${stray}, to which nothing leads`;
  for (const [url, end] of reference.ends) {
    const [outcome, hash] = [frontier.get(url), live.get(url)];
    if (end.kind !== 'either' && outcome?.kind === 'failed' && hasRobots(world.web, url))
      return `${url} could not be read (${outcome.reason}), and nothing kept anybody from it`;
    if (!isLawful(end, outcome, hash))
      return `the live version has ${hash ?? 'nothing'} of ${url} (${outcome?.kind ?? 'open'}), and the page is ${end.kind === 'indexed' ? end.hash : end.kind}`;
  }
  return undefined;
}

/** Whether a host answers for its robots.txt at all: no page of one that does not can be read, forbidden or not. */
function hasRobots(web: WorldView['web'], url: string): boolean {
  return web.answer({ url: `${schemeOf(url)}://${hostOf(url)}/robots.txt` }).kind === 'response';
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
