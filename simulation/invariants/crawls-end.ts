import { indexNameFor } from '#core/crawl/url.ts';
import { type Crawl, crawlSchema, indexOfCrawl } from '#core/tables/crawls.ts';
import { readHead } from '#core/tables/heads.ts';
import type { MessageOf } from '#messages/registry.ts';
import { readDeadLetter } from '#runtime/dead-letter.ts';
import type { EventOf, WorldEvent } from '../kernel/event.ts';
import { crawlName } from '#workers/indexer/index-and-crawl.ts';
import { AskedFor } from './asked-for.ts';
import { asMessage } from '../as-message.ts';
import { HandledMessages } from './handled-messages.ts';
import { headChange } from './head-change.ts';
import type { MakeInvariant } from './invariant.ts';

/** A crawl that was accepted: its message lies in the queue, or its row is there. */
interface Accepted {
  row?: Crawl;
  /** Its message is in the dead letters. */
  dead: boolean;
  /** A worker was done with a message of it. */
  done: boolean;
  /** Its row was deleted after its end, or with its index. One that a late copy brings back is no request any more. */
  dropped: boolean;
}

/**
 * I11 as built, where crawls are the only requests that can be asked about: an accepted crawl ends as done or cancelled.
 * - At every write of a row of `crawls`: it ends once, with its time and a version that is published, or one that the
 *   head holds, when its report is written; one that was cancelled does not end as done; one that ended changes no
 *   more; only one that ended is dropped, unless its index is being deleted, as a client asked, or it was dropped or
 *   noted as deleted before, and a late copy of its message brought it back.
 * - At rest: every `index+crawl` that lay in a queue became a crawl, or is in the dead letters, and no worker was done
 *   with a copy of it; every crawl that is there ended; and every active orchestrator serves its version or a later
 *   one, unless its index was deleted since.
 */
export const crawlsEnd: MakeInvariant = (world) => {
  const { names, table } = world;
  const asked = new AskedFor();
  const messages = new HandledMessages(names);
  const crawls = new Map<string, Accepted>();
  const reports = new Set<string>();
  /** Indexes whose deletion has begun and is not through: whoever packs one finishes it first. */
  const deleting = new Set<string>();
  /** Noted as deleted by a process that was about the deletion of their index. */
  const deleted = new Set<string>();
  const versions = new Map<string, number>();
  /** Versions that a head held at some time. */
  const held = new Set<string>();
  let comparisons = 0;
  const accepted = (id: string): Accepted => {
    const known = crawls.get(id) ?? { dead: false, done: false, dropped: false };
    crawls.set(id, known);
    return known;
  };
  const isDeleting = (by: string, index: string): boolean =>
    deleting.has(index) || asked.isAt(by, 'delete_index', index);
  const note = (event: WorldEvent): void => {
    asked.on(event);
    const head = headChange(event);
    if (head !== undefined) versions.set(head.index, head.after.version);
    if (head?.after.held !== undefined) held.add(`${head.index} ${head.after.held.manifest_sha256}`);
    if (event.type === 'row' && event.table === 'heads') {
      if (event.after?.['deletion_begun_ms'] === undefined) deleting.delete(event.after?.sk ?? '');
      else deleting.add(event.after.sk);
    }
    if (event.type === 'object_put' && event.key.startsWith('reports/')) reports.add(event.key);
    if (event.type === 'object_deleted') reports.delete(event.key);
    if (event.type === 'row' && event.table === 'crawls' && event.after?.pk.startsWith(NOTED) === true)
      if (isDeleting(event.by, event.after.pk.slice(NOTED.length))) deleted.add(event.after.sk);
    const handled = messages.on(event);
    if (handled?.end === 'done' && handled.message?.type === 'index+crawl')
      accepted(crawlOf(handled.message, handled.message_id)).done = true;
    if (event.type !== 'sent') return;
    const work = names.work.find(({ queue, dead }) => queue === event.queue || dead === event.queue);
    const letter = work?.dead === event.queue ? readDeadLetter(event.body) : undefined;
    const id = crawlIdOf(letter?.body ?? event.body, letter?.message_id ?? event.message_id);
    if (work !== undefined && id !== undefined) accepted(id).dead ||= letter !== undefined;
  };
  const row = ({ before, after }: EventOf<'row'>, by: string): string | undefined => {
    const id = after?.sk ?? before?.sk ?? '';
    const was = crawlSchema.safeParse(before).data;
    const is = crawlSchema.safeParse(after).data;
    if (after !== undefined && is === undefined) return `the row of crawl ${id} cannot be read any more`;
    if (is === undefined) {
      const isBack = accepted(id).dropped || deleted.has(id);
      accepted(id).dropped = true;
      delete accepted(id).row;
      const lawful = isBack || was?.mark === undefined || isDeleting(by, was.pk);
      return lawful ? undefined : `crawl ${id} was dropped before it ended`;
    }
    comparisons += 1;
    accepted(id).row = is;
    if (was?.state === 'cancelled' && is.state !== 'cancelled')
      return `crawl ${id} was cancelled, and is ${is.state}`;
    if (was !== undefined && was.mark === undefined) return changedAfterEnd(was, is);
    if (is.mark !== undefined) return undefined;
    if (!reports.has(`reports/${id}.json`)) return `crawl ${id} ended without a report`;
    if (is.finished_at_ms === undefined || is.state === 'running')
      return `crawl ${id} ended as ${is.state}, without a time`;
    if (is.held !== undefined && is.version === undefined)
      return held.has(`${is.pk} ${is.held}`) ? undefined : `crawl ${id} ended in a version that nobody held`;
    const live = versions.get(is.pk) ?? 0;
    return is.version !== undefined && is.version <= live
      ? undefined
      : `crawl ${id} ended in version ${is.version ?? 'none'}, and the newest of "${is.pk}" is ${live}`;
  };
  return {
    name: 'I11',
    comparisons: () => comparisons,
    on(event) {
      note(event);
      const isCrawl = event.type === 'row' && event.table === 'crawls' && isCrawlRow(event);
      return isCrawl ? row(event, event.by) : undefined;
    },
    async atRest() {
      for (const [id, { row: crawl, dead, done, dropped }] of crawls) {
        if (crawl === undefined && !dropped && (done || !dead))
          return `crawl ${id} was accepted, and nothing became of it`;
        if (crawl === undefined) continue;
        if (crawl.mark !== undefined) return `crawl ${id} never ended`;
        const head = await readHead(table, crawl.pk);
        if (head === undefined || head.deleted || (crawl.version ?? 0) === 0) continue;
        const behind = world
          .routers()
          .find((one) => one.isActive() && (one.serving(crawl.pk) ?? 0) < (crawl.version ?? 0));
        if (behind !== undefined)
          return `crawl ${id} is in version ${crawl.version}, and ${behind.name} serves ${behind.serving(crawl.pk) ?? 'none'}`;
      }
      return undefined;
    },
  };
};

/** Where crawls that were deleted are noted, by index. */
const NOTED = 'deleted ';

/** Beside the crawls lies what workers counted of them, and which were deleted: in partitions that are no index. */
function isCrawlRow({ before, after }: EventOf<'row'>): boolean {
  const { pk, sk } = after ?? before ?? { pk: '', sk: '' };
  return indexOfCrawl(sk) === pk;
}

/** The id of the crawl that an `index+crawl` stands for, as the indexer makes it; undefined for other bodies. */
function crawlIdOf(body: string, message_id: string): string | undefined {
  const message = asMessage(body);
  return message?.type === 'index+crawl' ? crawlOf(message, message_id) : undefined;
}

function crawlOf(message: MessageOf<'index+crawl'>, message_id: string): string {
  const { index = indexNameFor(message.site), id } = message;
  return message.crawl_id ?? `${index}.${crawlName(id, message_id)}`;
}

function changedAfterEnd(was: Crawl, is: Crawl): string | undefined {
  const field = (['mark', 'state', 'version', 'finished_at_ms'] as const).find(
    (name) => was[name] !== is[name],
  );
  return field === undefined
    ? undefined
    : `crawl ${is.sk} had ended, and its ${field} changed from ${String(was[field])} to ${String(is[field])}`;
}
