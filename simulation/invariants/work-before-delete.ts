import { pageKey, urlOf, indexNameFor } from '#core/crawl/url.ts';
import type { MessageOf } from '#messages/registry.ts';
import type { EventOf } from '../kernel/event.ts';
import { asMessage } from '../as-message.ts';
import { type HandledMessage, HandledMessages } from './handled-messages.ts';
import type { MakeInvariant } from './invariant.ts';
import { CLOCK_ERROR_MS } from './true-clocks.ts';

/**
 * I1, at every step: a message that carries the duty for a page is done with only when the page is. Checked whenever a
 * worker deletes one that it neither put off nor gave up:
 * - an `index` of a client: since it was taken first, copies of it included, the same process claimed the page for a
 *   client and then wrote into its row what the visit came to. So what is stored was served after the post;
 * - a `crawl` of a crawl that is not over: its URL is closed, with an outcome, or not in the frontier.
 */
export const workBeforeDelete: MakeInvariant = (world) => {
  const { names } = world;
  const messages = new HandledMessages(names);
  /** By process and page, when the claim was made of the last visit for a client that was stored. */
  const stored = new Map<string, number>();
  const claims = new Map<string, number>();
  /** By process and URL, when its site was asked for it last. */
  const askedAt = new Map<string, number>();
  /** By process and message, when it was taken first. */
  const taken = new Map<string, number>();
  /** By crawl and page, how those are opened that are open: for the first time, or once more. */
  const open = new Map<string, unknown>();
  const active = new Set<string>();
  let comparisons = 0;
  const page = ({ before, after, at_ms, by }: EventOf<'row'> & { at_ms: number; by: string }): void => {
    const owner = after?.['visit_owner'] ?? '';
    const owner_before = before?.['visit_owner'] ?? '';
    const url = after?.['url'];
    if (typeof owner !== 'string' || typeof owner_before !== 'string' || typeof url !== 'string') return;
    if (owner !== '' && owner !== owner_before) claims.set(owner, at_ms);
    // A visit that ended without a result leaves the time of the last fetch as it was; two results may have the same, by clocks that differ.
    const fetched_at_ms = after?.['fetched_at_ms'];
    const isJustNow =
      typeof fetched_at_ms === 'number' && fetched_at_ms > world.wallNow() - CLOCK_ERROR_MS * 20;
    const claimed_at_ms = claims.get(owner_before);
    const isAnswered =
      after?.['failures'] === 0 && (askedAt.get(`${by} ${url}`) ?? -1) >= (claimed_at_ms ?? Infinity);
    const isNews = isJustNow || isAnswered || before?.['fetched_at_ms'] !== fetched_at_ms;
    const ended = owner === '' && owner_before !== '' && isNews;
    if (after === undefined || !ended || claimed_at_ms === undefined || before?.['visit_for'] !== '') return;
    stored.set(`${by} ${after.pk} ${after.sk}`, claimed_at_ms);
  };
  const indexed = (message: MessageOf<'index'>, { by, message_id }: HandledMessage): string | undefined => {
    comparisons += 1;
    const taken_ms = taken.get(`${by} ${message.id ?? message_id}`) ?? Infinity;
    const index = message.index ?? indexNameFor(message.site);
    const urls = (message.scheme === undefined ? (['https', 'http'] as const) : [message.scheme]).flatMap(
      (scheme) => urlOf({ ...message, scheme }) ?? [],
    );
    const done = urls.some((url) => (stored.get(`${by} ${index} ${pageKey(url)}`) ?? -1) >= taken_ms);
    return done
      ? undefined
      : `${by} is done with an "index" of ${urls.join(' or ')} in "${index}" for a client, and did not visit the page since it took it`;
  };
  const crawled = (message: MessageOf<'crawl'> & { crawl_id: string }, by: string): string | undefined => {
    const url = urlOf(message);
    if (url === undefined || !active.has(message.crawl_id)) return undefined;
    comparisons += 1;
    const key = `${message.crawl_id} ${pageKey(url)}`;
    // A late copy of the message of before closes nothing that was opened once more.
    if (!open.has(key) || open.get(key) !== message.again) return undefined;
    return `${by} is done with a "crawl" of ${url}, and the URL is open in crawl ${message.crawl_id}`;
  };
  return {
    name: 'I1',
    comparisons: () => comparisons,
    on(event) {
      if (event.type === 'row') {
        const row = event.after ?? event.before;
        const marked = event.after?.['mark'] !== undefined;
        if (event.table === 'pages') page(event);
        if (event.table === 'frontier' && row !== undefined) {
          if (marked) open.set(`${row.pk} ${row.sk}`, event.after?.['again']);
          else open.delete(`${row.pk} ${row.sk}`);
        }
        if (event.table === 'crawls' && row !== undefined) toggle(active, row.sk, marked);
      }
      if (event.type === 'asked') askedAt.set(`${event.by} ${event.url}`, event.at_ms);
      if (event.type === 'received') {
        const key = `${event.by} ${asMessage(event.body)?.id ?? event.message_id}`;
        taken.set(key, taken.get(key) ?? event.at_ms);
      }
      const handled = messages.on(event);
      const message = handled?.end === 'done' ? handled.message : undefined;
      if (handled === undefined || message === undefined) return undefined;
      const { crawl_id } = message;
      if (message.type === 'index' && crawl_id === undefined)
        return message.reread === true ? undefined : indexed(message, handled);
      return message.type === 'crawl' && crawl_id !== undefined
        ? crawled({ ...message, crawl_id }, handled.by)
        : undefined;
    },
  };
};

function toggle(set: Set<string>, key: string, isIn: boolean): void {
  if (isIn) set.add(key);
  else set.delete(key);
}
