import type { DiffPacksRequest } from './diff-packs.ts';
import { type DocumentDiff, EMPTY_DIFF, mergeDiffs } from './document-diff.ts';
import type { PackRef, ShardEntry } from './manifest.ts';

/** Documents named of each kind, at most. */
export const MOST_NAMED = 1000;

export interface DiffVersionsRequest {
  readonly before: readonly ShardEntry[];
  readonly after: readonly ShardEntry[];
  /** Documents named of each kind; no more than {@link MOST_NAMED}. */
  readonly limit: number;
  /** The file of a pack on local disk; asked for the packs of one shard at a time. */
  readonly localPack: (pack: PackRef) => Promise<string>;
  /** `diffPacks`, in a thread. */
  readonly diffPacks: (request: DiffPacksRequest) => Promise<DocumentDiff>;
}

/**
 * Compares two versions of an index. Packs that are in both are not looked into: what is in them did not change.
 * @throws whatever `localPack` and `diffPacks` do.
 */
export async function diffVersions(request: DiffVersionsRequest): Promise<DocumentDiff> {
  const limit = Math.min(request.limit, MOST_NAMED);
  let diff = EMPTY_DIFF;
  for (const { before, after } of sameRanges(request.before, request.after)) {
    const part = await diffRange({ ...request, before, after, limit });
    diff = mergeDiffs(diff, part, limit);
  }
  return diff;
}

async function diffRange(request: DiffVersionsRequest): Promise<DocumentDiff> {
  const { before, after, limit, localPack, diffPacks } = request;
  const shared = new Set(before.map(({ pack }) => pack.sha256)).intersection(
    new Set(after.map(({ pack }) => pack.sha256)),
  );
  const unchanged = before
    .filter(({ pack }) => shared.has(pack.sha256))
    .reduce((sum, { pack }) => sum + pack.documents, 0);
  const paths = async (shards: readonly ShardEntry[]): Promise<string[]> => {
    const files: string[] = [];
    for (const { pack } of shards) if (!shared.has(pack.sha256)) files.push(await localPack(pack));
    return files;
  };
  const files = { before: await paths(before), after: await paths(after) };
  const isSame = files.before.length === 0 && files.after.length === 0;
  const diff = isSame ? EMPTY_DIFF : await diffPacks({ ...files, limit });
  return { ...diff, counts: { ...diff.counts, unchanged: diff.counts.unchanged + unchanged } };
}

interface SameRange {
  readonly before: readonly ShardEntry[];
  readonly after: readonly ShardEntry[];
}

/** Shards of two versions in the smallest groups that hold the same range of hashes: pairs, where no shard was split. */
function sameRanges(before: readonly ShardEntry[], after: readonly ShardEntry[]): SameRange[] {
  const ends = new Set(before.map(endOf)).intersection(new Set(after.map(endOf)));
  let from = 0;
  return [...ends]
    .sort((a, b) => a - b)
    .map((to) => {
      const isInside = (shard: ShardEntry) => endOf(shard) > from && endOf(shard) <= to;
      const range = { before: before.filter(isInside), after: after.filter(isInside) };
      from = to;
      return range;
    });
}

function endOf({ definition }: ShardEntry): number {
  return definition.to;
}
