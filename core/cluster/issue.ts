import type { Draft, Holding } from './draft.ts';
import { type ClusterIssue, MB, PACKS_MAX, type Searcher, type ShardPack, copyKey, room } from './state.ts';

type NewIssue = Omit<ClusterIssue, 'since_ms'>;

/** Why no searcher may load this shard; undefined when one of them failed with it, which is an issue of its own. */
export function noPlace(
  draft: Draft,
  index: string,
  shard: ShardPack,
  replicas: readonly Holding[],
): NewIssue | undefined {
  const where = { index, shard: shard.shard };
  const searchers = [...draft.searchers.values()];
  if (searchers.length === 0) {
    const message = `index ${index} shard ${shard.shard}: no searcher is registered; start one with "sitepack worker searcher"`;
    return { ...where, code: 'no_searcher', message };
  }
  const without = searchers.filter((searcher) => !searcher.copies.has(copyKey({ index, pack: shard.pack })));
  if (without.length === 0) return tooFew(draft, where, replicas.length);
  const largest = without.reduce((best, searcher) => (ahead(searcher, best) ? searcher : best));
  if (largest.copies.size >= PACKS_MAX) {
    const message = `index ${index} shard ${shard.shard}: ${largest.id} has room, but holds ${PACKS_MAX} packs already; start more searchers`;
    return { ...where, code: 'no_room', message };
  }
  if (room(largest) >= shard.bytes) return undefined;
  const needs = `needs ${megabytes(shard.bytes, Math.ceil)} MB`;
  const has = `largest free room ${megabytes(room(largest), Math.floor)} MB on ${largest.id}`;
  return { ...where, code: 'no_room', message: `index ${index} shard ${shard.shard}: ${needs}, ${has}` };
}

function tooFew(draft: Draft, where: { index: string; shard: string }, have: number): NewIssue | undefined {
  const count = draft.searchers.size;
  // One that is just being unloaded is loaded again when that is over.
  if (have < count) return undefined;
  const message =
    `index ${where.index} shard ${where.shard}: has ${have} of ${draft.rules.replicas} replicas, ` +
    `one on each of ${count} searcher(s); start more`;
  return { ...where, code: 'too_few_searchers', message };
}

function ahead(a: Searcher, b: Searcher): boolean {
  const full = (searcher: Searcher) => searcher.copies.size >= PACKS_MAX;
  if (full(a) !== full(b)) return full(b);
  return room(a) - room(b) > 0 || (room(a) === room(b) && a.id < b.id);
}

function megabytes(bytes: number, round: (value: number) => number): number {
  return round(bytes / MB);
}

/** Failures of packs that are wanted, and manifests that cannot be read. */
export function standingIssues(draft: Draft): NewIssue[] {
  const issues: NewIssue[] = [...draft.failures.values()].map((failure) => ({
    code: 'load_failed',
    index: failure.index,
    shard: failure.shard,
    message:
      `index ${failure.index} shard ${failure.shard}: searcher ${failure.searcher} could not load pack ` +
      `${failure.pack.slice(0, 12)} (${failure.code}): ${failure.reason}`,
  }));
  for (const [index, state] of draft.indexes) {
    if (state.trouble === undefined) continue;
    const message = `index ${index} version ${state.latest}: ${state.trouble}`;
    issues.push({ code: 'bad_manifest', index, shard: undefined, message });
  }
  return issues;
}

/** Sorted, each once, and each with the time since when it stands. */
export function withTimes(draft: Draft, found: readonly NewIssue[]): ClusterIssue[] {
  const key = (issue: NewIssue) => `${issue.index} ${issue.shard ?? ''} ${issue.code}`;
  const before = new Map(draft.issues.map((issue) => [key(issue), issue.since_ms]));
  const after = new Map(
    found.map((issue) => [
      `${key(issue)} ${issue.message}`,
      { ...issue, since_ms: before.get(key(issue)) ?? draft.now_ms },
    ]),
  );
  return [...after.keys()].sort().flatMap((name) => after.get(name) ?? []);
}
