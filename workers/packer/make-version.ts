import type { HoldReason } from '#core/cluster/hold-reason.ts';
import { countLosses } from '#core/cluster/lost-by.ts';
import { judgeVersion, losesMoreThan } from '#core/cluster/publish-gate.ts';
import { hashShards } from '#core/cluster/shard-range.ts';
import type { HeldLease } from '#core/lease/held-lease.ts';
import { hold, letGo } from '#core/pack/hold.ts';
import { type FieldWeights, areSameWeights } from '#core/pack/impact/field-weights.ts';
import type { Manifest, ShardEntry } from '#core/pack/manifest.ts';
import { publish } from '#core/pack/publish.ts';
import type { Head, Held } from '#core/tables/heads.ts';
import { ensureIndex, readIndex } from '#core/tables/indexes.ts';
import { type Settled, readSettled } from '#core/tables/settled.ts';
import type { Handling } from '#runtime/worker.ts';
import { buildShards } from './build-shards.ts';
import { type ChangeSet, type OpenShard, changeSet } from './change-set.ts';
import { allLosses, gateFacts } from './gate-facts.ts';
import { type GateRules, gateRules } from './gate-rules.ts';
import { goldenAnswers } from './golden-answers.ts';
import type { Left } from './left-behind.ts';
import { LinkGraph } from './link-graph.ts';
import type { OverCrawl } from './over-crawls.ts';
import type { PackTask } from './pack-index.ts';
import { type StandingWeights, takenWeights } from './standing-weights.ts';
import { packsDigest } from './settled-digests.ts';
import type { PackerDeps } from './worker.ts';

/** How an index stands when a version of it is to be made. */
export interface Standing {
  readonly lease: HeldLease;
  readonly head: Head;
  readonly live: Manifest | undefined;
  /** The version that is held, if there is one that can be read. */
  readonly held: Manifest | undefined;
  readonly weights: StandingWeights;
  readonly crawls: readonly OverCrawl[];
  /** What documents say of each other is gathered anew. */
  readonly gathers: boolean;
  readonly handling: Handling;
}

/** What is left to be settled of the live version (settle.ts), once a version was made or none. */
export interface ToSettle {
  /** What pages are noted to be near to, by URL. */
  readonly near: ReadonlyMap<string, string>;
  /** What is settled already, if what pages say of each other was gathered from the same then. */
  readonly before: Settled | undefined;
  /** What is settled by this packing, but for near pages; none where it could not know all. */
  readonly by_now: SettledButNear | undefined;
}

type SettledButNear = Omit<Settled, 'near' | 'near_duplicates'>;

export type Made = {
  /** Documents that crawls which end with it found gone, by crawl. */
  readonly gone: ReadonlyMap<string, number>;
  /** Pages that crawls which were cut did not reach, by crawl. */
  readonly left: ReadonlyMap<string, Left>;
} &
  /** The live version has everything already, but for what waits with the version that is held. */
  (
    | ({ readonly kind: 'nothing' } & ToSettle)
    | ({ readonly kind: 'published'; readonly manifest: Manifest } & ToSettle)
    | { readonly kind: 'held'; readonly held: Held }
  );

/**
 * Makes a version of what differs from the live one: stages it, with what documents say of each other if that is due,
 * builds, checks and stores the packs of the shards it touches, asks the gate, and publishes the version or holds it.
 *
 * While a version is held, what waits with it is left out, so that the rest goes live. Should the rest be held as well, one
 * version is made of everything, in place of the one before. When nothing waits with that any more, as when its pages
 * came back, it is held no longer.
 *
 * Where words are to count otherwise by where they stand than in the live version (standing-weights.ts), all shards are
 * touched.
 */
export async function makeVersion(deps: PackerDeps, task: PackTask, standing: Standing): Promise<Made> {
  const since_ms = deps.clock.now();
  const { lease, head, live, handling } = standing;
  const held = task.asked === undefined ? standing.held : undefined;
  const shards = live?.shards ?? (await newShards(deps, task.index));
  using graph = standing.gathers ? new LinkGraph(deps, task.index, handling) : undefined;
  const rules = await gateRules(deps, task.index);
  const { shrunk_share } = rules.thresholds;
  const { index } = task;
  const before = graph === undefined ? undefined : await readSettled(deps.table, index);
  const { crawls } = standing;
  const base = { index, shards, crawls, held: held?.shards, graph, settled: before, shrunk_share };
  await using changes = await changeSet(deps, base, handling);
  const isGathered =
    before !== undefined &&
    changes.touched.size === 0 &&
    before.packs === packsDigest(shards) &&
    before.aliases === graph?.aliases;
  if (!isGathered) await graph?.gather(shards, changes.staging);
  const toSettle = (stand: readonly OpenShard[]): ToSettle => ({
    near: changes.near,
    before: isGathered ? before : undefined,
    by_now: graph?.is_whole === true ? settledBy(graph, changes, stand) : undefined,
  });
  const weights = takenWeights(standing.weights, { full: task.full, beside: held !== undefined });
  const built = await build(deps, task.index, standing, shards, { changes, weights });
  const { gone, left } = changes;
  const keeps_held = changes.left_out > 0 || (held !== undefined && standing.weights.wait);
  if (built === undefined) {
    if (head.held !== undefined && !keeps_held) await letGo(deps.table, lease, head);
    return { kind: 'nothing', ...toSettle(shards), gone, left };
  }
  const reasons = await reasonsToHold(deps, task, standing, { rules, built, changes });
  const reason = reasonOf(standing, task, weights);
  const next = { shards: built, reason, created_at_ms: deps.clock.now(), weights };
  // Awaited here and below: a failure must not stand unheard while the staging files are deleted.
  if (reasons.length === 0) {
    const manifest = await publish(deps, lease, head, next, keeps_held);
    deps.metrics.versionPublished(task.full ? 'pack_full' : 'pack_incremental');
    return { kind: 'published', manifest, ...toSettle(built), gone, left };
  }
  if (keeps_held) return await makeVersion(deps, task, { ...standing, held: undefined });
  const lost = countLosses(allLosses(changes));
  const now_held = await hold(deps, lease, head, { ...next, since_ms, lost, reasons });
  deps.metrics.versionHeld();
  return { kind: 'held', held: now_held, gone, left };
}

/** What a packing has compared and gathered from, with these shards as what is live. */
function settledBy(graph: LinkGraph, changes: ChangeSet, shards: readonly OpenShard[]): SettledButNear {
  const compared = changes.is_whole ? changes.digests(shards) : [];
  return { shards: compared, packs: packsDigest(shards), aliases: graph.aliases };
}

/** The shards of the version to come; `undefined` when it would be the live one. */
async function build(
  deps: PackerDeps,
  index: string,
  standing: Standing,
  shards: readonly OpenShard[],
  { changes, weights }: { readonly changes: ChangeSet; readonly weights: FieldWeights },
): Promise<ShardEntry[] | undefined> {
  const { lease, live, handling } = standing;
  const all = isReweighed(standing, weights);
  if (changes.touched.size === 0 && !all) return undefined;
  // Only now: a timer that comes late must not bring back an index that was deleted.
  await ensureIndex(deps.table, index, { shards: shards.length }, deps.clock.now());
  const built = await buildShards(
    deps,
    index,
    shards,
    { touched: changes.touched, all, weights },
    { lease, handling },
  );
  const isSame =
    live !== undefined && built.every((shard, n) => shard.pack.sha256 === live.shards[n]?.pack.sha256);
  return isSame ? undefined : built;
}

/** A version that is built, and what the gate judges it by. */
interface Built {
  readonly rules: GateRules;
  readonly built: readonly ShardEntry[];
  readonly changes: ChangeSet;
}

/** Why the gate holds a version; none when it may go live. What a person asked for does unless it loses more by now. */
async function reasonsToHold(
  deps: PackerDeps,
  { asked }: PackTask,
  { live, handling }: Standing,
  { rules, built, changes }: Built,
): Promise<readonly HoldReason[]> {
  const { thresholds } = rules;
  const candidate = { live, shards: built, changes, spare_documents: thresholds.spare_documents };
  const facts = await gateFacts(deps, candidate, handling.signal);
  const isAsked = asked !== undefined && !losesMoreThan(asked.lost, facts, thresholds);
  // They cost something, and could hold neither a first version nor one that a person asked for.
  const isHeldByAnswers = live !== undefined && !isAsked;
  const answers = isHeldByAnswers
    ? await goldenAnswers(deps, rules, { live: live.shards, candidate: built }, handling)
    : [];
  const decided = judgeVersion({ ...facts, golden: answers, asked: isAsked }, thresholds);
  return decided.decision === 'hold' ? decided.reasons : [];
}

function isReweighed({ weights: { live } }: Standing, weights: FieldWeights): boolean {
  return live !== undefined && !areSameWeights(live, weights);
}

function reasonOf(standing: Standing, { asked }: PackTask, weights: FieldWeights): string {
  const { crawls } = standing;
  if (asked !== undefined) return `published by hand, though the gate held it: ${asked.reason}`;
  if (crawls.length === 0 && isReweighed(standing, weights)) return 'other weights of fields';
  if (crawls.length === 0) return 'pages read since';
  return `crawl ${crawls.map(({ crawl }) => crawl.sk).join(', ')}`;
}

/** The shards of an index without a version. */
async function newShards({ table, settings }: PackerDeps, name: string): Promise<OpenShard[]> {
  const index = await readIndex(table, name);
  const shards = hashShards(index?.shards ?? settings.shards);
  return shards.map(({ name, definition }) => ({ name, definition, pack: undefined }));
}
