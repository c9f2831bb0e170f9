import { mayReach } from '#core/crawl/scope.ts';
import { type ChangedRange, changedRanges } from '#core/pack/changed-ranges.ts';
import { type ChangeCounts, NO_CHANGES, type SiteChanges, addChanges } from '#core/pack/count-changes.ts';
import type { Manifest, PackRef } from '#core/pack/manifest.ts';
import type { Crawl } from '#core/tables/crawls.ts';
import type { Handling } from '#runtime/worker.ts';
import { versionBegunWith } from './begun-versions.ts';
import { localPackIfRoom } from './local-pack.ts';
import type { OverCrawl } from './over-crawls.ts';
import { isFull } from './room.ts';
import type { PackerDeps } from './worker.ts';

/** What came and went between the version that was live when a crawl began, and the one that has what it read. */
export interface ChangesSince extends SiteChanges {
  /** The version that was live when it began; 0 when there was none. */
  readonly since: number;
  /** Documents of the whole index that are as they were. Those that came, are other ones, or went are of the crawl's domains. */
  readonly unchanged: number;
}

/**
 * Counts for crawls that end what came and went since they began, whoever brought it. The packs of both versions are compared,
 * for what was staged tells of the last packing alone: a crawl that is packed while it goes on has many, and one that is
 * packed once more after a crash has none. Packs that are in both are not needed; of others two at a time are.
 *
 * A figure is no reason for a crawl not to end: where what it began with cannot be had any more, or the disk has no room
 * for it, there is none.
 * @param now what is live, or held, and has what the crawls read; undefined where there is no version.
 * @returns by crawl.
 */
export async function changesSince(
  deps: PackerDeps,
  crawls: readonly OverCrawl[],
  now: Manifest | undefined,
  { signal, log }: Pick<Handling, 'signal' | 'log'>,
): Promise<ReadonlyMap<string, ChangesSince>> {
  const told = new Map<string, ChangesSince>();
  const begun = Map.groupBy(crawls, ({ crawl }) => crawl.began_with?.manifest_sha256);
  for (const group of begun.values()) {
    const [first] = group;
    if (first === undefined) continue;
    const counted = await countSince(deps, first.crawl, now, signal);
    if (typeof counted === 'string') {
      log.warn(
        { index: first.crawl.pk, why: counted },
        'what came and went since a crawl began is not counted',
      );
      continue;
    }
    for (const { crawl } of group) told.set(crawl.sk, changesOf(crawl, counted));
  }
  return told;
}

function changesOf(
  { domains }: Pick<Crawl, 'domains'>,
  { since, sites, unchanged }: ChangeCounts & { readonly since: number },
): ChangesSince {
  const reaches = mayReach(domains);
  const mine = [...sites].filter(([site]) => reaches(site)).map(([, changes]) => changes);
  return { since, ...mine.reduce(addChanges, NO_CHANGES), unchanged };
}

/** @returns why not, where it cannot be counted. */
async function countSince(
  deps: PackerDeps,
  crawl: Crawl,
  now: Manifest | undefined,
  signal: AbortSignal,
): Promise<(ChangeCounts & { readonly since: number }) | string> {
  const before = await versionBegunWith(deps, crawl);
  if (before === undefined) return 'the version that it began with is not kept';
  const [since, shards] = before === 'none' ? [0, []] : [before.manifest.version, before.manifest.shards];
  let sum: ChangeCounts = { sites: new Map(), unchanged: 0 };
  for (const range of changedRanges(shards, now?.shards ?? [])) {
    signal.throwIfAborted();
    const counted = await countRange(deps, range, signal);
    if (typeof counted === 'string') return counted;
    sum = addCounts(sum, counted);
  }
  return { since, ...sum };
}

async function countRange(
  deps: PackerDeps,
  { before, after, unchanged }: ChangedRange,
  signal: AbortSignal,
): Promise<ChangeCounts | string> {
  if (before.length + after.length === 0) return { sites: new Map(), unchanged };
  using holds = new DisposableStack();
  const files = async (packs: readonly PackRef[]): Promise<string[] | undefined> => {
    const paths: string[] = [];
    for (const pack of packs) {
      const local = await localPackIfRoom(deps, pack, signal);
      if (local === undefined) return undefined;
      paths.push(holds.use(local).path);
    }
    return paths;
  };
  try {
    const [olds, nows] = [await files(before), await files(after)];
    if (olds === undefined || nows === undefined) return 'the disk has no room for both versions of a shard';
    const counted = await deps.compute.run('count_changes', { before: olds, after: nows }, { signal });
    return { ...counted, unchanged: counted.unchanged + unchanged };
  } catch (error) {
    if (isFull(error) || isLost(error)) return error.message;
    throw error;
  }
}

/** A pack cannot be had, or not be read, however often it is tried. Errors of threads are told by their code. */
function isLost(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && LOST.has(error.code);
}
const LOST: ReadonlySet<unknown> = new Set([
  'object_missing',
  'corrupt_pack',
  'foreign_pack',
  'SQLITE_CORRUPT',
  'SQLITE_NOTADB',
]);

function addCounts(a: ChangeCounts, b: ChangeCounts): ChangeCounts {
  const sites = new Map(a.sites);
  for (const [site, changes] of b.sites) sites.set(site, addChanges(sites.get(site) ?? NO_CHANGES, changes));
  return { sites, unchanged: a.unchanged + b.unchanged };
}
