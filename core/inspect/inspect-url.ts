import type { IndexSettings } from '#core/settings/index-settings.ts';
import { linkRulesOf } from '#core/settings/link-rules-of.ts';
import { visitSettings } from '#core/settings/visit-settings.ts';
import { readPage } from '#core/tables/pages.ts';
import type { Again } from '#messages/message.ts';
import type { Clock } from '#ports/clock.ts';
import { type Compute, ComputeTimeout } from '#ports/compute.ts';
import type { Table } from '#ports/table.ts';
import { type LinkContext, admitLink, linkContext, readAs } from '#core/crawl/admit-link.ts';
import type { PreparedRules } from '#core/crawl/link-rules.ts';
import { isReadAsPage, pointsTo } from '#core/crawl/outcome.ts';
import { HostBusy } from '#core/crawl/polite-web.ts';
import type { ReadTasks } from '#core/crawl/read-tasks.ts';
import { READ_TIMEOUT_MS, type Reader } from '#core/crawl/reader.ts';
import type { RobotsCache, RobotsFinding } from '#core/crawl/robots-cache.ts';
import { robotsVerdict } from '#core/crawl/robots-match.ts';
import { robotsToken } from '#core/crawl/robots.ts';
import { twinOf } from '#core/crawl/twin-host.ts';
import { hostOf, pageKey, pathOf } from '#core/crawl/url.ts';
import { MOST_REDIRECTS } from '#core/crawl/visit.ts';
import type { InspectedPage, InspectedRobots, InspectedStep, Inspection, KnownPage } from './inspection.ts';
import { judgedLinks } from './judged-links.ts';
import type { NotingWeb } from './noting-web.ts';

export interface InspectPorts {
  readonly table: Table;
  readonly clock: Clock;
  readonly compute: Compute<ReadTasks>;
  readonly robots: RobotsCache;
  readonly reader: Pick<Reader, 'read'>;
  /** What `robots` and `reader` ask the web by. */
  readonly web: NotingWeb;
  readonly user_agent: string;
}

export interface InspectRequest {
  /** As it was given. */
  readonly asked: string;
  /** Its canonical form. */
  readonly url: string;
  readonly index: string;
  /** Of the index. */
  readonly settings: IndexSettings;
}

/** A host whose crawlers have all its turns is waited for so long. */
const LONGEST_WAIT_MS = 60_000;

/**
 * Does to one URL what a crawl does, in its turn at the host and with the settings of an index, and tells all that it
 * finds: nothing is stored but what a robots.txt says. The URL is asked for even if a crawl would follow no link to it, but not if robots.txt
 * forbids it, which is asked for anew; what it points to is asked for as a crawl does. No request is conditional.
 *
 * @throws {HostBusy} when a host has no turn free for a minute; whatever `signal` was aborted with.
 */
export async function inspectUrl(
  ports: InspectPorts,
  request: InspectRequest,
  signal: AbortSignal,
): Promise<Inspection> {
  const { asked, url, index, settings } = request;
  const rules = linkRulesOf(settings);
  const site = hostOf(url);
  const domains = [site, twinOf(site)];
  const started_at_ms = ports.clock.now();
  const context = linkContext({ domains: [...domains, ...(settings.crawl?.domains ?? [])], started_at_ms });
  const judge = { rules, context };
  const asking = { ports, request, judge, began_ms: ports.clock.monotonic(), signal };
  const steps = await stepsFrom(asking, url);
  const step = steps.at(-1) ?? steps[0];
  const page = step.outcome === null ? null : await pageOf(ports, step.url, settings, judge, signal);
  return { asked, url, index, steps, page, known: await knownPage(ports, index, step.url, page) };
}

type Steps = readonly [InspectedStep, ...InspectedStep[]];

/** A URL and those that it points to; once more the one that names another in vain. */
async function stepsFrom(asking: Asking, url: string): Promise<Steps> {
  let step = await takeStep(asking, judgedLink(url, asking.judge), []);
  const steps: [InspectedStep, ...InspectedStep[]] = [step];
  for (
    let to = pointsTo(step.outcome);
    to !== undefined && steps.length <= MOST_REDIRECTS;
    to = pointsTo(step.outcome)
  ) {
    const link = judgedLink(to, asking.judge);
    step = link.link.follow ? await takeStep(asking, link, wayOf(steps)) : { ...link, ...NOT_ASKED };
    steps.push(step);
  }
  const n = steps.findLastIndex(({ outcome }) => outcome?.kind === 'alias');
  const alias = steps[n];
  if (alias === undefined || (await isPage(asking, step))) return steps;
  return [...steps, await takeStep(asking, alias, wayOf(steps.slice(0, n)), 'itself')];
}

function wayOf(steps: readonly InspectedStep[]): readonly string[] {
  return steps.map(({ url }) => url);
}

/** Whether a way ends at a page: one that is read, or that is in the index still. */
async function isPage({ ports, request }: Asking, { url, outcome }: InspectedStep): Promise<boolean> {
  if (outcome !== null && isReadAsPage(outcome)) return true;
  return (await readPage(ports.table, request.index, pageKey(url)))?.state === 'present';
}

interface Judge {
  readonly rules: PreparedRules;
  readonly context: LinkContext;
}

interface Asking {
  readonly ports: InspectPorts;
  readonly request: InspectRequest;
  readonly judge: Judge;
  /** When it began, on the monotonic clock: each robots.txt is asked for since then. */
  readonly began_ms: number;
  readonly signal: AbortSignal;
}

/** A URL as a crawl reads it, and whether it follows a link to it. */
type Judged = Pick<InspectedStep, 'url' | 'link'>;

const NOT_ASKED = { robots: null, telling: null, requests: [], outcome: null } as const;

function judgedLink(url: string, { rules, context }: Judge): Judged {
  const verdict = admitLink(url, rules, context);
  if (verdict.kind === 'refused')
    return { url, link: { follow: false, by: verdict.by, reason: verdict.reason } };
  if (verdict.url === url) return { url, link: { follow: true } };
  return { url: verdict.url, link: { follow: true, cleaned: verdict.url } };
}

async function takeStep(
  { ports, request, judge, began_ms: since_ms, signal }: Asking,
  { url, link }: Judged,
  redirects: readonly string[],
  again?: Again,
): Promise<InspectedStep> {
  const { index, settings } = request;
  const { rules, context } = judge;
  const { credentials, ...visit } = visitSettings(settings, url);
  const finding = await inTurn(ports, signal, () =>
    ports.robots.rulesFor(url, { signal, credentials, since_ms }),
  );
  const { outcome } = await inTurn(ports, signal, () =>
    ports.reader.read(
      { index, url, redirects, again, readAs: readAs(rules, context), credentials, ...visit },
      undefined,
      signal,
    ),
  );
  const telling = credentials?.tellingOf(url) ?? null;
  return { url, link, robots: robotsOf(finding, url), telling, requests: ports.web.take(), outcome };
}

function robotsOf(finding: RobotsFinding, url: string): InspectedRobots {
  const { rules, read_at_ms = null } = finding;
  const { allowed, rule = null } = robotsVerdict(rules, pathOf(url));
  const { source, crawl_delay_ms, sitemaps } = rules;
  const why = finding.trouble ?? finding.trouble_anew;
  const trouble = typeof why === 'number' ? `answered ${why}` : (why?.message ?? null);
  return { source, allowed, rule, crawl_delay_ms, sitemaps, read_at_ms, trouble };
}

/** Asks until the host has a turn. */
async function inTurn<Answer>(
  { clock }: InspectPorts,
  signal: AbortSignal,
  ask: () => Promise<Answer>,
): Promise<Answer> {
  const until_ms = clock.monotonic() + LONGEST_WAIT_MS;
  for (;;)
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof HostBusy) || clock.monotonic() + error.retry_after_ms > until_ms) throw error;
      await clock.sleep(error.retry_after_ms, signal);
    }
}

/** What the last answer for a URL has in it, if it had one that is read. */
async function pageOf(
  { web, compute, user_agent }: InspectPorts,
  url: string,
  settings: IndexSettings,
  { rules, context }: Judge,
  signal: AbortSignal,
): Promise<InspectedPage | null> {
  const answer = web.answerOf(url);
  if (answer === undefined || answer.status < 200 || answer.status > 299) return null;
  const { status, headers, body } = answer;
  const response = { url, status, headers, body, agentToken: robotsToken(user_agent), rules: settings.read };
  try {
    const inspected = await compute.run('inspect_page', response, { timeout_ms: READ_TIMEOUT_MS, signal });
    if (inspected === undefined) return null;
    const { page, content_hash } = inspected;
    return { ...page, content_hash, links: judgedLinks(page, rules, context) };
  } catch (error) {
    // The outcome of the step says so.
    if (error instanceof ComputeTimeout) return null;
    throw error;
  }
}

async function knownPage(
  { table }: InspectPorts,
  index: string,
  url: string,
  page: InspectedPage | null,
): Promise<KnownPage | null> {
  const known = await readPage(table, index, pageKey(url));
  if (known === undefined) return null;
  const { state, outcome = null, fetched_at_ms = null, content_hash } = known;
  const same = page === null || content_hash === undefined ? null : content_hash === page.content_hash;
  return { state, outcome, fetched_at_ms, same };
}
