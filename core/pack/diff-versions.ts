import { type ChangedRange, changedRanges } from './changed-ranges.ts';
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
  for (const range of changedRanges(request.before, request.after)) {
    const part = await diffRange(range, { ...request, limit });
    diff = mergeDiffs(diff, part, limit);
  }
  return diff;
}

async function diffRange(
  { before, after, unchanged }: ChangedRange,
  { limit, localPack, diffPacks }: DiffVersionsRequest,
): Promise<DocumentDiff> {
  const paths = async (packs: readonly PackRef[]): Promise<string[]> => {
    const files: string[] = [];
    for (const pack of packs) files.push(await localPack(pack));
    return files;
  };
  const files = { before: await paths(before), after: await paths(after) };
  const isSame = before.length === 0 && after.length === 0;
  const diff = isSame ? EMPTY_DIFF : await diffPacks({ ...files, limit });
  return { ...diff, counts: { ...diff.counts, unchanged: diff.counts.unchanged + unchanged } };
}
