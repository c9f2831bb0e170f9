import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { AnswerSums, answerFiguresSchema } from '#core/crawl/answer-figures.ts';
import { isPage } from '#core/crawl/outcome.ts';
import { type Crawl, crawlSchema, indexOfCrawl } from '#core/tables/crawls.ts';
import { wasDeleted } from '#core/tables/deleted-crawls.ts';
import { frontierRows } from '#core/tables/frontier.ts';
import { type Head, isLive, readHead } from '#core/tables/heads.ts';
import { PENDING, isLost, pageBatches } from '#core/tables/pages.ts';
import { readManifest } from '#core/pack/read-manifest.ts';
import { readDeadLetter } from '#runtime/dead-letter.ts';
import { queryAll } from '#ports/table.ts';
import type { WorldEvent } from '../kernel/event.ts';
import type { WorldView } from '../world-view.ts';
import { CancelledPages } from './cancelled-pages.ts';
import { asMessage } from '../as-message.ts';
import { heldDocuments, waitsWith } from './held-documents.ts';
import type { MakeInvariant } from './invariant.ts';
import { type Documents, PackDocuments } from './pack-documents.ts';
import { SetBackDocuments } from './set-back-documents.ts';

/** A report as far as it accounts for URLs. */
const report = z.object({
  crawl_id: z.string(),
  counts: z.record(z.string(), z.int()),
  answers: answerFiguresSchema.optional(),
});

/**
 * I1: a page whose `index` was taken ends in the live pack, or in the report with a reason. Checked at rest:
 * - every page whose row says `present` is in the live version with the content hash of its row, and no other page is; none
 * waits to be packed. What a rollback has put back stays as that version had it until something newer comes; a
 * page whose content was lost (`unknown`) was visited since, and of one that could not be read then nothing is claimed;
 * nor that one is packed which waited when a client cancelled the timer; a page that a version which is held has as its row
 * says waits with that version;
 * - every URL of a finished crawl that is kept (the newest, by the settings) is closed, with an outcome; its report is
 *   there and counts each of them by its outcome, and has the figures of their answers. Of a cancelled one only what
 *   its report says of closed URLs is checked, and it may leave out some that were closed for the cancellation: they
 *   may just have come in.
 */
export const pageAccounted: MakeInvariant = (world) => {
  const packs = new PackDocuments();
  const setBack = new SetBackDocuments();
  const indexes = new Set<string>();
  const unpacked = new CancelledPages();
  /** Indexes of which a `delete_index` died. */
  const undeleted = new Set<string>();
  let comparisons = 0;
  const note = (event: WorldEvent): void => {
    unpacked.on(event);
    if (event.type === 'row' && event.table === 'pages' && event.after !== undefined)
      indexes.add(event.after.pk);
    // In partitions that are no index lies what workers counted of crawls, and which were deleted.
    const crawl = event.type === 'row' && event.table === 'crawls' ? event.after : undefined;
    if (crawl !== undefined && indexOfCrawl(crawl.sk) === crawl.pk) indexes.add(crawl.pk);
    if (event.type === 'sent' && world.names.work.some(({ dead }) => dead === event.queue)) {
      const dead = asMessage(readDeadLetter(event.body)?.body ?? '');
      if (dead?.type === 'delete_index') undeleted.add(dead.index);
    }
    const moved = setBack.on(event);
    if (moved !== undefined) indexes.add(moved);
  };
  return {
    name: 'I1',
    comparisons: () => comparisons,
    on: (event) => {
      note(event);
      return undefined;
    },
    async atRest() {
      for (const index of indexes) {
        const head = await readHead(world.table, index);
        // Its deletion was given up half-way, as the dead letters say, and nobody has gone on with it since.
        if (undeleted.has(index) && head?.deletion_begun_ms !== undefined) continue;
        const live = await liveDocuments(world, packs, head);
        const held = await heldDocuments(world, packs, head);
        const excuses = { setBack: setBack.of(index), unpacked, held };
        comparisons += 1;
        const wrong = (await wrongPages(world, index, live, excuses)) ?? (await wrongReports(world, index));
        if (wrong !== undefined) return wrong;
      }
      return undefined;
    },
  };
};

/** Content hashes by document id of the live version; none where there is no version. */
async function liveDocuments(
  { objects }: WorldView,
  packs: PackDocuments,
  head: Head | undefined,
): Promise<Documents> {
  if (!isLive(head)) return new Map();
  const documents = new Map<string, string>();
  for (const { pack } of (await readManifest(objects, head)).shards)
    for (const [id, hash] of await packs.read(objects, pack)) documents.set(id, hash);
  return documents;
}

interface Excuses {
  readonly setBack: ReadonlySet<string>;
  readonly unpacked: CancelledPages;
  readonly held: Documents | undefined;
}

async function wrongPages(
  { table }: WorldView,
  index: string,
  live: Documents,
  { setBack, unpacked, held }: Excuses,
): Promise<string | undefined> {
  const left = new Set(live.keys());
  for await (const batch of pageBatches(table, index, false)) {
    for (const page of batch) {
      const { url, state, mark, content_hash } = page;
      left.delete(url);
      if (isLost(page)) return `the content of ${url} of "${index}" is lost, and nobody reads the page anew`;
      if (mark === PENDING && (state === 'unknown' || unpacked.has(page) || waitsWith(held, page))) continue;
      if (mark === PENDING) return `${url} of "${index}" (${state}) waits to be packed still`;
      const wanted = state === 'present' ? content_hash : undefined;
      if (live.get(url) !== wanted && !setBack.has(url))
        return `${url} of "${index}" is ${state} with ${wanted ?? 'nothing'}, and the live version has ${live.get(url) ?? 'nothing'}`;
    }
  }
  const stray = [...left].find((id) => !setBack.has(id));
  return stray === undefined
    ? undefined
    : `${stray} is in the live version of "${index}", and no row speaks of it`;
}

async function wrongReports(world: WorldView, index: string): Promise<string | undefined> {
  for (const crawl of await keptCrawls(world, index)) {
    const bytes = await world.objects.get(`reports/${crawl.sk}.json`);
    if (bytes === undefined) return `crawl ${crawl.sk} has no report`;
    const { counts, answers } = report.parse(JSON.parse(new TextDecoder().decode(bytes)));
    const found: Record<string, number> = { found: 0 };
    /** Closed because the crawl was cancelled: those that came in while it was being ended are in no report. */
    const late: Record<string, number> = {};
    const sums = new AnswerSums();
    for await (const row of frontierRows(world.table, crawl.sk, false)) {
      const { url, outcome, sitemap } = row;
      if (outcome === undefined && crawl.state === 'cancelled') continue;
      if (outcome === undefined) return `crawl ${crawl.sk} is done, and ${url} is open`;
      // Opened by a late copy of its parent's message, after the report.
      if (outcome.kind === 'skipped' && outcome.why === 'over') continue;
      sums.add(row);
      // No pages; they are counted beside them.
      if (sitemap !== undefined && !isPage(outcome)) continue;
      const isLate = crawl.state === 'cancelled' && outcome.kind === 'skipped' && outcome.why === 'cancelled';
      for (const kind of ['found', outcome.kind]) {
        found[kind] = (found[kind] ?? 0) + 1;
        if (isLate) late[kind] = (late[kind] ?? 0) + 1;
      }
    }
    const kind = Object.keys({ ...counts, ...found }).find((name) => {
      const missing = (found[name] ?? 0) - (counts[name] ?? 0);
      return missing < 0 || missing > (late[name] ?? 0);
    });
    if (kind !== undefined)
      return `the report of crawl ${crawl.sk} counts ${counts[kind] ?? 0} "${kind}", and there are ${found[kind] ?? 0}`;
    if (answers !== undefined && !isDeepStrictEqual(answers, sums.figures))
      return `the report of crawl ${crawl.sk} has other figures than the answers: ${JSON.stringify(answers)}, and not ${JSON.stringify(sums.figures)}`;
  }
  return undefined;
}

/** Finished crawls that no packer may have begun to drop (workers/packer/drop-old-crawls.ts). */
async function keptCrawls({ table, config }: WorldView, index: string): Promise<Crawl[]> {
  const finished: Crawl[] = [];
  for await (const row of queryAll(table, 'crawls', { pk: index })) {
    const crawl = crawlSchema.parse(row);
    // One that is noted as deleted is on its way out: the next packing that ends a crawl goes on with it.
    if (crawl.mark === undefined && !(await wasDeleted(table, index, crawl.sk))) finished.push(crawl);
  }
  const newest = finished.toSorted((a, b) => (b.finished_at_ms ?? 0) - (a.finished_at_ms ?? 0));
  return newest.slice(0, config.keep_crawls);
}
