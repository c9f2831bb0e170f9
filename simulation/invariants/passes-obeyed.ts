import { indexNameFor, pageKey, urlOf } from '#core/crawl/url.ts';
import type { Outcome } from '#core/crawl/outcome.ts';
import { isBlinding } from '#core/crawl/summary.ts';
import { crawlSchema } from '#core/tables/crawls.ts';
import { frontierSchema } from '#core/tables/frontier.ts';
import type { MessageOf } from '#messages/registry.ts';
import { asMessage } from '../as-message.ts';
import type { EventOf, WorldEvent } from '../kernel/event.ts';
import { readClientAction } from '../script/client-actions.ts';
import { type EndedVisit, EndedVisits } from './ended-visits.ts';
import { type HandledMessage, HandledMessages } from './handled-messages.ts';
import type { MakeInvariant } from './invariant.ts';

/** What a site answers only to who asks whether something has changed. */
const NOT_MODIFIED = 304;

/**
 * I15, the other half: a hall pass has everything asked for, whatever is known of it. Checked
 * - when a crawl is begun that a client gave a pass: its row says so;
 * - at the end of every visit for such a crawl: what it came to was said by the site, which its process asked in this
 *   visit, and not whether something had changed; or it failed, or robots.txt forbids it;
 * - when a URL of such a crawl is closed: its site was asked for it since the crawl began, by anybody; or it failed, or
 *   was kept out;
 * - when a worker is done with an `index` of a client that has a pass: since it was taken first, copies of it included,
 *   the same process made such a visit for a client.
 *
 * Nothing is claimed of what is not there at the usual place of a sitemap: of that nobody is told.
 */
export const passesObeyed: MakeInvariant = ({ names }) => {
  const visits = new EndedVisits();
  const messages = new HandledMessages(names);
  /** Crawls that clients gave a pass to, and those that are known to have one or none; with when they began. */
  const given = new Set<string>();
  const crawls = new Map<string, { readonly hasPass: boolean; readonly began_ms: number }>();
  const asked = new Map<string, number>();
  /**
   * By process and message, when it was taken first; by process and page, when its last visit for a client was claimed
   * that a pass lets be.
   */
  const taken = new Map<string, number>();
  const visited = new Map<string, number>();
  let comparisons = 0;
  const lost = (crawl_id: string): string | undefined =>
    given.has(crawl_id) && crawls.get(crawl_id)?.hasPass === false
      ? `crawl ${crawl_id} was asked for with a hall pass, and has none`
      : undefined;
  const client = (event: EventOf<'client'>): string | undefined => {
    const what = readClientAction(event)?.what;
    if (what?.action !== 'crawl' || what.hall_pass !== true || what.crawl_id === undefined) return undefined;
    given.add(what.crawl_id);
    return lost(what.crawl_id);
  };
  const row = ({ table, before, after, at_ms }: EventOf<'row'>): string | undefined => {
    const crawl = table === 'crawls' && before === undefined ? crawlSchema.safeParse(after).data : undefined;
    if (crawl !== undefined) {
      crawls.set(crawl.sk, { hasPass: crawl.hall_pass === true, began_ms: at_ms });
      return lost(crawl.sk);
    }
    const closed =
      table === 'frontier' && before?.['mark'] !== undefined
        ? frontierSchema.safeParse(after).data
        : undefined;
    const of = closed === undefined ? undefined : crawls.get(closed.pk);
    if (closed?.outcome === undefined || closed.mark !== undefined || of?.hasPass !== true) return undefined;
    if (isSilent(closed.outcome)) return undefined;
    comparisons += 1;
    if ((asked.get(closed.url) ?? -Infinity) >= of.began_ms) return undefined;
    return `crawl ${closed.pk} has a hall pass, and ${closed.url} is ${closed.outcome.kind}, for which nobody has asked since it began`;
  };
  const ended = (visit: EndedVisit): string | undefined => {
    const { by, before, after, requests, claimed_ms } = visit;
    const isHeard = after.outcome !== undefined && !isSilent(after.outcome);
    const isAsked = !isHeard || requests.some(({ status }) => status !== NOT_MODIFIED);
    if (before.visit_for === '' && isAsked) visited.set(`${by} ${after.pk} ${after.sk}`, claimed_ms);
    if (crawls.get(before.visit_for)?.hasPass !== true || !isHeard) return undefined;
    comparisons += 1;
    if (isAsked) return undefined;
    return `${by} visited ${after.url} for crawl ${before.visit_for}, which has a hall pass: it is ${after.outcome?.kind}, and its site was ${requests.length === 0 ? 'not asked' : 'asked whether it had changed'}`;
  };
  const done = (message: MessageOf<'index'>, { by, message_id }: HandledMessage): string | undefined => {
    comparisons += 1;
    const taken_ms = taken.get(`${by} ${message.id ?? message_id}`) ?? Infinity;
    const index = message.index ?? indexNameFor(message.site);
    const schemes = message.scheme === undefined ? (['https', 'http'] as const) : [message.scheme];
    const urls = schemes.flatMap((scheme) => urlOf({ ...message, scheme }) ?? []);
    if (urls.some((url) => (visited.get(`${by} ${index} ${pageKey(url)}`) ?? -1) >= taken_ms))
      return undefined;
    return `${by} is done with an "index" of ${urls.join(' or ')} in "${index}" that has a hall pass, and did not ask for the page as if for the first time`;
  };
  const handled = (event: WorldEvent): string | undefined => {
    const one = messages.on(event);
    if (one?.end !== 'done' || one.message?.type !== 'index') return undefined;
    const { message } = one;
    const hasPass = message.hall_pass === true && message.crawl_id === undefined && message.reread !== true;
    return hasPass ? done(message, one) : undefined;
  };
  return {
    name: 'I15',
    comparisons: () => comparisons,
    on(event) {
      if (event.type === 'asked') asked.set(event.url, event.at_ms);
      if (event.type === 'received') {
        const key = `${event.by} ${asMessage(event.body)?.id ?? event.message_id}`;
        taken.set(key, taken.get(key) ?? event.at_ms);
      }
      if (event.type === 'client') return client(event);
      const visit = visits.on(event);
      const wrong = visit === undefined ? undefined : ended(visit);
      return wrong ?? (event.type === 'row' ? row(event) : handled(event));
    },
  };
};

/** That the site said nothing, or was not to be asked. */
function isSilent(outcome: Outcome): boolean {
  if (isBlinding(outcome)) return true;
  if (outcome.kind === 'refused') return outcome.by !== 'noindex';
  if (outcome.kind === 'sitemap') return outcome.pages + outcome.sitemaps === 0;
  return outcome.kind === 'unreached';
}
