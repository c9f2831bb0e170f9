import type { PackRef, ShardEntry } from './manifest.ts';

/** Packs that hold the same range of hashes in two versions, of one shard each unless it was split, as far as they differ. */
export interface ChangedRange {
  readonly before: readonly PackRef[];
  readonly after: readonly PackRef[];
  /** Documents of packs that are in both: what is in them did not change. */
  readonly unchanged: number;
}

/** Two versions in the smallest parts that can be compared by themselves. @param before empty, as `after`, for a version that there is not. */
export function changedRanges(
  before: readonly ShardEntry[],
  after: readonly ShardEntry[],
): readonly ChangedRange[] {
  return sameRanges(before, after).map((range) => {
    const shared = hashesOf(range.before).intersection(hashesOf(range.after));
    const differing = (shards: readonly ShardEntry[]): PackRef[] =>
      shards.map(({ pack }) => pack).filter(({ sha256 }) => !shared.has(sha256));
    const unchanged = range.before
      .filter(({ pack }) => shared.has(pack.sha256))
      .reduce((sum, { pack }) => sum + pack.documents, 0);
    return { before: differing(range.before), after: differing(range.after), unchanged };
  });
}

type Versions = Readonly<Record<'before' | 'after', readonly ShardEntry[]>>;

function sameRanges(before: readonly ShardEntry[], after: readonly ShardEntry[]): Versions[] {
  const [olds, nows] = [endsOf(before), endsOf(after)];
  // Where there is no version on one side, all of the other differs from nothing.
  const ends = olds.size === 0 || nows.size === 0 ? olds.union(nows) : olds.intersection(nows);
  let from = 0;
  return [...ends]
    .sort((a, b) => a - b)
    .map((to) => {
      const isInside = ({ definition }: ShardEntry): boolean => definition.to > from && definition.to <= to;
      const range = { before: before.filter(isInside), after: after.filter(isInside) };
      from = to;
      return range;
    });
}

function endsOf(shards: readonly ShardEntry[]): Set<number> {
  return new Set(shards.map(({ definition }) => definition.to));
}

function hashesOf(shards: readonly ShardEntry[]): Set<string> {
  return new Set(shards.map(({ pack }) => pack.sha256));
}
