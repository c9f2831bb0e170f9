import { admitLink, linkContext } from '#core/crawl/admit-link.ts';
import type { PreparedRules } from '#core/crawl/link-rules.ts';
import { mostKnown } from '#core/crawl/known-pages.ts';
import { isKeptOut } from '#core/crawl/outcome.ts';
import { hostMatches } from '#core/crawl/scope.ts';
import { canonicalUrl, hostOf, indexNameFor, pathOf, urlOf } from '#core/crawl/url.ts';
import { type Crawl, MOST_REFUSED, crawlSchema } from '#core/tables/crawls.ts';
import { type FrontierRow, frontierSchema, isLedToByNone } from '#core/tables/frontier.ts';
import { pageSchema } from '#core/tables/pages.ts';
import type { EventOf, WorldEvent } from '../kernel/event.ts';
import { asMessage } from '../as-message.ts';
import type { MakeInvariant } from './invariant.ts';
import { RulesSeen } from './rules-seen.ts';
import { SettingsSeen } from './settings-seen.ts';

/**
 * I2: a crawl never goes outside of its domains and its limits. Checked at every row that is opened in a frontier,
 * every claim of a visit, and every request:
 * - a URL that is opened while its crawl runs is on a domain of it, not deeper than its limit, and there are not more
 *   of them than it allows (fewer, where a worker died that had reserved places, and while it keeps places for known pages);
 * - one that is known and nothing led to is opened only in a crawl that was cut, was a page of its index, and there are not more
 * of them than a crawl may ask for;
 * - one is opened as a further start page only in a crawl that no limit cut, where another crawl of its index began, or as the
 * settings of that name it;
 * - a URL that is opened behind a start page is one that the rules of its index let in, and one that is noted as kept out is
 * one that they or the guards refuse; of each reason so many are noted at most. Rules count as long as a handler may go by
 * those that it has read;
 * - the domains of a crawl grow only by the twin of its site, the same host with or without `www.`;
 * - a page is claimed for a crawl only if it is in its frontier, and for a client only if an `index` of it was posted;
 * - no host is asked for its robots.txt that no crawl may read and no client named.
 */
export const crawlBounds: MakeInvariant = ({ config }) => {
  const rules = new RulesSeen(config);
  const crawls = new Map<string, Crawl>();
  /** Keys of the URLs in each frontier. */
  const frontiers = new Map<string, Set<string>>();
  /** Those that ever were: who stood still while an index was deleted may go on with them. */
  const opened = new Set<string>();
  /** How many URLs each crawl noted as kept out, by crawl and why. */
  const refused = new Map<string, number>();
  /** Pages that were in an index, by index and key, and how many known ones each crawl opened. */
  const present = new Set<string>();
  const known = new Map<string, number>();
  const posted = new Set<string>();
  const settings = new SettingsSeen();
  /** Pages at which crawls began, by index and URL. */
  const starts = new Set<string>();
  const hosts = new Set<string>();
  let comparisons = 0;
  const crawlRow = ({ before, after }: EventOf<'row'>): string | undefined => {
    const crawl = crawlSchema.safeParse(after).data;
    if (crawl === undefined) return undefined;
    crawls.set(crawl.sk, crawl);
    starts.add(`${crawl.pk} ${urlOf(crawl) ?? ''}`);
    for (const host of crawl.domains) hosts.add(host);
    const was = crawlSchema.safeParse(before).data;
    const stray =
      was && crawl.domains.find((host) => !was.domains.includes(host) && !isTwin(crawl.site, host));
    return stray === undefined ? undefined : `crawl ${crawl.sk} may read ${stray} now, which is not its site`;
  };
  const urlRow = ({ before, after, by, at_ms }: EventOf<'row'> & WorldEvent): string | undefined => {
    const key = after ?? before;
    if (key === undefined) return undefined;
    const urls = frontiers.get(key.pk) ?? new Set<string>();
    frontiers.set(key.pk, urls);
    if (after === undefined) urls.delete(key.sk);
    const row = frontierSchema.safeParse(after).data;
    if (row === undefined || before !== undefined) return undefined;
    if (isKeptOut(row.outcome)) {
      comparisons += 1;
      const crawl = crawls.get(row.pk);
      const wrong =
        crawl === undefined
          ? 'there is no such crawl'
          : wrongRefusal(crawl, row, rules.for(crawl.pk, by, at_ms), refused);
      return wrong === undefined ? undefined : `${row.url} was kept out of crawl ${row.pk}: ${wrong}`;
    }
    // A sitemap is no page: it takes no place of one.
    if (row.sitemap === undefined) urls.add(row.sk);
    opened.add(`${row.pk} ${row.sk}`);
    const crawl = crawls.get(row.pk);
    // What is opened for one that was just cancelled is not asked for any more.
    if (crawl !== undefined && crawl.state !== 'running') return undefined;
    comparisons += 1;
    const wrong =
      crawl === undefined
        ? 'there is no such crawl'
        : (wrongUrl(crawl, row, urls.size) ??
          ruledOutUrl(crawl, row, rules.for(crawl.pk, by, at_ms)) ??
          wrongKnown(crawl, row, present, known) ??
          wrongStart(crawl, row, starts, settings));
    return wrong === undefined ? undefined : `${row.url} was opened in crawl ${row.pk}: ${wrong}`;
  };
  const claim = ({ before, after }: EventOf<'row'>): string | undefined => {
    const page = pageSchema.safeParse(after).data;
    if (page?.state === 'present') present.add(`${page.pk} ${page.sk}`);
    if (page === undefined || page.visit_owner === '' || page.visit_owner === before?.['visit_owner'])
      return undefined;
    comparisons += 1;
    const { url, pk: index, visit_for } = page;
    const known =
      visit_for === ''
        ? posted.has(`${index} ${hostOf(url)}${pathOf(url)}`)
        : opened.has(`${visit_for} ${page.sk}`);
    if (known) return undefined;
    return `${url} of "${index}" is visited for ${visit_for || 'a client'}, and ${visit_for === '' ? 'nobody posted it' : 'is not in its frontier'}`;
  };
  const note = (event: EventOf<'sent'>): void => {
    const message = asMessage(event.body);
    if (message?.type !== 'index' || message.crawl_id !== undefined) return;
    const { site, path, index = indexNameFor(site) } = message;
    const url = urlOf({ site, path });
    if (url === undefined) return;
    // Whatever the scheme: the message may leave it open.
    posted.add(`${index} ${hostOf(url)}${pathOf(url)}`);
    hosts.add(hostOf(url));
  };
  return {
    name: 'I2',
    comparisons: () => comparisons,
    on(event: WorldEvent) {
      rules.on(event);
      settings.on(event);
      if (event.type === 'sent') note(event);
      if (event.type === 'asked' && !hostMatches([...hosts], hostOf(event.url)))
        return `${event.by} asked for ${event.url}, which is on no host that may be read`;
      if (event.type !== 'row') return undefined;
      if (event.table === 'crawls') return crawlRow(event);
      if (event.table === 'frontier') return urlRow(event);
      return event.table === 'pages' ? claim(event) : undefined;
    },
  };
};

function wrongUrl(
  { domains, limits, places_kept = 0, known_asked }: Crawl,
  { url, depth, sitemap }: FrontierRow,
  count: number,
): string | undefined {
  const kept = known_asked === undefined && sitemap === undefined ? places_kept : 0;
  if (!hostMatches(domains, hostOf(url))) return `its host is not among ${domains.join(', ')}`;
  if (depth > limits.depth) return `it is ${depth} links away, and ${limits.depth} are allowed`;
  const most = limits.pages - kept;
  return count > most ? `it is page ${count}, and ${most} are allowed` : undefined;
}

/** @param counts are counted on. */
function wrongKnown(
  { cut, limits, pk: index }: Crawl,
  row: FrontierRow,
  present: ReadonlySet<string>,
  counts: Map<string, number>,
): string | undefined {
  if (!isLedToByNone(row)) return undefined;
  const { pk, sk, depth } = row;
  counts.set(pk, (counts.get(pk) ?? 0) + 1);
  if (!cut) return 'no limit cut the crawl, and nothing led to it';
  if (depth !== limits.depth) return `nothing led to it, and it is ${depth} links away`;
  if (!present.has(`${index} ${sk}`)) return 'nothing led to it, and it was never in the index';
  const most = mostKnown(limits.pages);
  return (counts.get(pk) ?? 0) > most ? `nothing led to it, nor to ${most} others` : undefined;
}

function wrongStart(
  { cut, pk: index }: Crawl,
  { url, depth, parent, other_start }: FrontierRow,
  starts: ReadonlySet<string>,
  settings: SettingsSeen,
): string | undefined {
  if (other_start !== true) return undefined;
  if (cut) return 'a limit cut the crawl, and it is a further start page';
  if (depth !== 0 || parent !== '') return `it is a further start page, and ${depth} links away`;
  const isNamed = settings
    .since(index, -Infinity)
    .some(({ crawl }) => crawl?.start?.some((start) => canonicalUrl(start) === url) === true);
  return isNamed || starts.has(`${index} ${url}`) ? undefined : 'no crawl began there';
}

/** Start pages are read whatever the rules say, and sitemaps are no pages. */
function ruledOutUrl(
  crawl: Crawl,
  { url, depth, sitemap }: FrontierRow,
  rules: readonly PreparedRules[],
): string | undefined {
  if (depth === 0 || sitemap !== undefined) return undefined;
  const verdicts = rules.map((one) => admitLink(url, one, linkContext(crawl)));
  const [first] = verdicts;
  const isRuledOut = verdicts.every((verdict) => verdict.kind === 'refused' && verdict.by === 'rule');
  return isRuledOut && first?.kind === 'refused' ? first.reason : undefined;
}

/**
 * @param rules any of which it may have been kept out by.
 * @param counts are counted on.
 */
function wrongRefusal(
  crawl: Crawl,
  { pk, url, outcome }: FrontierRow,
  rules: readonly PreparedRules[],
  counts: Map<string, number>,
): string | undefined {
  if (outcome?.kind !== 'refused') return undefined;
  const why = `${pk} ${outcome.trap ?? outcome.by}`;
  counts.set(why, (counts.get(why) ?? 0) + 1);
  if ((counts.get(why) ?? 0) > MOST_REFUSED) return `it is the ${counts.get(why)}th for that reason`;
  const isRefused = rules.some((one) => admitLink(url, one, linkContext(crawl)).kind === 'refused');
  return isRefused ? undefined : `nothing is wrong with it (${outcome.reason})`;
}

function isTwin(one: string, other: string): boolean {
  return one === `www.${other}` || other === `www.${one}`;
}
