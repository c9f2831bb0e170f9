import type { HoldReason } from '#core/cluster/hold-reason.ts';
import { contentKey } from '#core/crawl/content.ts';
import { letGo } from '#core/pack/hold.ts';
import type { Manifest } from '#core/pack/manifest.ts';
import { readManifest } from '#core/pack/read-manifest.ts';
import { isLive } from '#core/tables/heads.ts';
import { type Page, pageBatches } from '#core/tables/pages.ts';
import type { Handler, Handling } from '#runtime/worker.ts';
import { ComparedPages } from './compared-pages.ts';
import { heldVersion } from './held-version.ts';
import { packIndex } from './pack-index.ts';
import { isMeant } from './publish-held.ts';
import { readAnew } from './read-anew.ts';
import { unlessFull } from './room.ts';
import { withLease } from './with-lease.ts';
import type { PackerDeps } from './worker.ts';

/**
 * Drops the version that is held: it was the site that was wrong, or the crawl, and not the index. The rows of the pages
 * that it would have lost say again what the live version has of them, so that these stay until they are found gone once
 * more; and those of the pages that it would have changed, if it is held for what they say by now. What else waited with it
 * goes into the next packing, which follows at once, and which the gate judges.
 *
 * A message that comes again finds that nothing is held, or another version, and is a packing like any other.
 */
export function dropHeld(deps: PackerDeps): Handler<'drop_held'> {
  return async ({ index, manifest }, handling) => {
    await unlessFull(deps, index, handling, async () => {
      await withLease(deps, index, handling.signal, async (lease, head, signal) => {
        if (!isMeant(head.held, manifest)) {
          handling.log.info({ index, manifest }, 'that version is not held');
          return;
        }
        const held = await heldVersion(deps, head, handling.log);
        // The rows first: should it break off, the version is held still, and the message comes again.
        if (held !== undefined && isLive(head))
          await takeBack(
            deps,
            {
              live: await readManifest(deps.objects, head),
              held: held.manifest,
              since_ms: head.held.since_ms,
              changed_too: head.held.reasons.some(({ code }) => OF_CONTENT.has(code)),
            },
            { ...handling, signal },
          );
        await letGo(deps.table, lease, head);
        handling.log.info({ index, manifest: head.held.manifest_sha256 }, 'dropped');
      });
      await packIndex(deps, { index, full: false }, handling);
    });
  };
}

/** Reasons that tell of what pages say, and not of how many there are. */
const OF_CONTENT: ReadonlySet<HoldReason['code']> = new Set(['shrunk', 'golden_missed']);

interface Dropped {
  readonly live: Manifest;
  readonly held: Manifest;
  /** When the packing of the held version began, Unix ms. */
  readonly since_ms: number;
  /** Whether pages that it would have changed are set back, beside those that it would have lost. */
  readonly changed_too: boolean;
}

/**
 * Has the rows of pages say what is live that wait to be lost with a version, or changed. One that was visited since
 * says so itself, and one that is visited just now will. Each pack is needed once.
 */
async function takeBack(
  deps: PackerDeps,
  { live, held, since_ms, changed_too }: Dropped,
  handling: Pick<Handling, 'signal' | 'send' | 'log'>,
): Promise<void> {
  const { signal } = handling;
  await using waiting = new ComparedPages(deps, live.shards, signal);
  for await (const batch of pageBatches(deps.table, live.index, true)) {
    signal.throwIfAborted();
    const candidates = batch.filter(
      ({ state, visit_owner, fetched_at_ms = 0 }) =>
        (state === 'absent' || (state === 'present' && changed_too)) &&
        visit_owner === '' &&
        fetched_at_ms <= since_ms,
    );
    await waiting.put(candidates.map((page) => ({ page, measured: true })));
  }
  for (const shard of live.shards) {
    const of_held = held.shards.find(({ name }) => name === shard.name);
    if (of_held === undefined || (await waiting.keepPacked(of_held)) === 0) continue;
    await waiting.compareWithLive(shard);
    for await (const pages of waiting.remaining(shard))
      for (const { page, live_hash } of pages)
        if (live_hash !== null) await setBack(deps, page, live_hash, handling);
  }
}

/**
 * The row of a page says that its document is there, of this content. Where that lies there no more, a page that was lost is
 * read anew; one that was changed stays so, for reading it anew would bring the same.
 */
async function setBack(
  deps: PackerDeps,
  page: Page,
  hash: string,
  handling: Pick<Handling, 'send' | 'log'>,
): Promise<void> {
  if ((await deps.objects.head(contentKey(page.pk, page.sk, hash))) === undefined) {
    if (page.state === 'absent') await readAnew(deps, page, handling);
    else
      handling.log.warn({ url: page.url }, 'what is live of the page is not stored; it cannot be set back');
    return;
  }
  const { content_hash, state, fetched_at_ms, superseded = [] } = page;
  const isOther = content_hash !== hash;
  const newer = isOther && content_hash !== undefined ? [content_hash] : [];
  const changes = {
    set: {
      state: 'present',
      content_hash: hash,
      ...(isOther ? { superseded: [...superseded.filter((old) => old !== hash), ...newer] } : {}),
    },
    // The grace of one that was given up begins anew. Validators and date are those of the content that was read last.
    remove: ['mark', 'failing', ...(isOther ? ['etag', 'last_modified', 'lastmod_ms'] : [])],
  };
  await deps.table.update('pages', page, changes, { content_hash, state, fetched_at_ms, visit_owner: '' });
}
