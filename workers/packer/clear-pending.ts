import { contentKey } from '#core/crawl/content.ts';
import { leadsOn } from '#core/crawl/leads-on.ts';
import { rawKey } from '#core/crawl/raw.ts';
import type { Manifest } from '#core/pack/manifest.ts';
import { type Page, pageBatches } from '#core/tables/pages.ts';
import { ComparedPages } from './compared-pages.ts';
import type { PackerDeps } from './worker.ts';

/**
 * Takes the mark from pages whose content is in the live version as their row says; one that changed while it was packed
 * keeps it. The packs are asked, not the memory of what was staged: so it can be done again after a crash. Each is needed
 * once.
 * @param live none while the index has no version: then what is absent is as its row says.
 */
export async function clearPending(
  deps: PackerDeps,
  index: string,
  live: Manifest | undefined,
  signal: AbortSignal,
): Promise<void> {
  if (live === undefined) return await clearAbsent(deps, index, signal);
  await using waiting = new ComparedPages(deps, live.shards, signal);
  for await (const batch of pageBatches(deps.table, index, true)) {
    signal.throwIfAborted();
    await waiting.put(batch.filter(tellsWhatIsWanted).map((page) => ({ page })));
  }
  for (const shard of live.shards) {
    await waiting.keepPacked(shard);
    for await (const packed of waiting.remaining(shard))
      await Promise.all(packed.map(({ page }) => clear(deps, page)));
  }
}

async function clearAbsent(deps: PackerDeps, index: string, signal: AbortSignal): Promise<void> {
  for await (const batch of pageBatches(deps.table, index, true)) {
    signal.throwIfAborted();
    const absent = batch.filter(({ state }) => state === 'absent');
    await Promise.all(absent.map((page) => clear(deps, page)));
  }
}

function tellsWhatIsWanted({ state, content_hash }: Page): boolean {
  return state === 'absent' || (state === 'present' && content_hash !== undefined);
}

/** @param page one of which the live version has what its row says. */
async function clear(deps: PackerDeps, page: Page): Promise<void> {
  // Its time too: by now it may have changed, been packed so by another, and changed back.
  const { content_hash, state, fetched_at_ms } = page;
  const as_packed = { content_hash, state, fetched_at_ms };
  const cleared = await deps.table.update('pages', page, { remove: ['mark'] }, as_packed);
  if (cleared === undefined) return;
  await dropSuperseded(deps, page);
  if (page.state === 'absent') await dropGone(deps, page);
}

/** Deletes content that newer content replaced. What is young stays for now: a visit under way may just have written it. */
async function dropSuperseded(deps: PackerDeps, page: Page): Promise<void> {
  if (page.superseded === undefined) return;
  const old_ms = deps.clock.now() - YOUNG_MS;
  const young: string[] = [];
  for (const hash of page.superseded) {
    if (hash === page.content_hash) continue;
    const key = contentKey(page.pk, page.sk, hash);
    const object = await deps.objects.head(key);
    if (object !== undefined && object.modified_ms >= old_ms) young.push(hash);
    else await deps.objects.delete([key]);
  }
  const changes = young.length > 0 ? { set: { superseded: young } } : { remove: ['superseded'] };
  await deps.table.update('pages', page, changes, { content_hash: page.content_hash });
}

/**
 * Deletes what is stored of a page that is gone, and forgets the validators with it: should the page come back, it is
 * read anew. What is young stays, as above; so does what a visit under way may be about to confirm.
 */
async function dropGone(deps: PackerDeps, page: Page): Promise<void> {
  if (page.content_hash === undefined || !isGone(page)) return;
  const keys = [rawKey(page.pk, page.sk), contentKey(page.pk, page.sk, page.content_hash)];
  const old_ms = deps.clock.now() - YOUNG_MS;
  const objects = await Promise.all(keys.map((key) => deps.objects.head(key)));
  if (objects.some((object) => object !== undefined && object.modified_ms >= old_ms)) return;
  const forgotten = await deps.table.update(
    'pages',
    page,
    { remove: ['content_hash', 'etag', 'last_modified'] },
    // The row before the objects: a crash between leaves objects that nobody names, never names without objects.
    {
      content_hash: page.content_hash,
      state: 'absent',
      mark: undefined,
      fetched_at_ms: page.fetched_at_ms,
      visit_owner: '',
    },
  );
  if (forgotten !== undefined) await deps.objects.delete(keys);
}

/**
 * A page that asks not to be indexed is there still: its stored links are needed when it answers 304, and its content
 * says that it could be read, should it fail. Nor does a failure tell that a page is gone, before its grace is over; and
 * after that its links may still be all that leads to others.
 */
function isGone({ outcome, state, failing }: Page): boolean {
  if (failing?.given_up === true) return outcome === undefined || !leadsOn(outcome, { state, failing });
  if (outcome === undefined || outcome.kind === 'failed') return false;
  return outcome.kind !== 'refused' || outcome.by === 'robots' || outcome.by === 'rule';
}

/** Longer than any visit takes. */
const YOUNG_MS = 600_000;
