import { type DocumentDiff, diffDocuments } from './document-diff.ts';
import { OpenPacks } from './open-packs.ts';

/** Pack files that together hold the same ids in both versions: those of one shard each, unless it was split. */
export interface PackFiles {
  readonly before: readonly string[];
  readonly after: readonly string[];
}

export interface DiffPacksRequest extends PackFiles {
  /** Documents named of each kind. */
  readonly limit: number;
}

/**
 * Compares the documents in two sets of packs. Blocks: for a thread of its own. Memory does not grow with the packs.
 * @throws {ForeignPack} {@link CorruptPack}
 */
export function diffPacks({ before, after, limit }: DiffPacksRequest): DocumentDiff {
  using olds = new OpenPacks(before);
  using nows = new OpenPacks(after);
  return diffDocuments(olds.documents('title', 'hash'), nows.documents('title', 'hash'), limit);
}
