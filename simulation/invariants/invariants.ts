import { askedOnce } from './asked-once.ts';
import { crawlBounds } from './crawl-bounds.ts';
import { crawlsEnd } from './crawls-end.ts';
import { deathsExplained } from './deaths-explained.ts';
import { endingLimits } from './ending-limits.ts';
import { gateHolds } from './gate-holds.ts';
import { goldenKept } from './golden-kept.ts';
import { incrementalEqualsFull } from './incremental-equals-full.ts';
import type { MakeInvariant } from './invariant.ts';
import { markUntilPacked } from './mark-until-packed.ts';
import { namedObjectsExist } from './named-objects-exist.ts';
import { noDocumentLost } from './no-document-lost.ts';
import { oneChain } from './one-chain.ts';
import { oneVersionPerQuery } from './one-version-per-query.ts';
import { pageAccounted } from './page-accounted.ts';
import { pageGoneForCause } from './page-gone-for-cause.ts';
import { passesObeyed } from './passes-obeyed.ts';
import { poisonDies } from './poison-dies.ts';
import { polite } from './polite.ts';
import { replicasAndRoom } from './replicas-and-room.ts';
import { reportedChanges } from './reported-changes.ts';
import { resetsApplied } from './resets-applied.ts';
import { restsBounded } from './rests-bounded.ts';
import { robotsObeyed } from './robots-obeyed.ts';
import { schedulesKept } from './schedules-kept.ts';
import { timerSteps } from './timer-steps.ts';
import { timersFire } from './timers-fire.ts';
import { timingOnly } from './timing-only.ts';
import { workBeforeDelete } from './work-before-delete.ts';

/** The laws that every run is held to, by their numbers. */
export const INVARIANTS: readonly MakeInvariant[] = [
  pageAccounted,
  markUntilPacked,
  reportedChanges,
  askedOnce,
  crawlBounds,
  endingLimits,
  robotsObeyed,
  polite,
  timersFire,
  timerSteps,
  resetsApplied,
  oneChain,
  namedObjectsExist,
  oneVersionPerQuery,
  replicasAndRoom,
  incrementalEqualsFull,
  poisonDies,
  deathsExplained,
  timingOnly,
  workBeforeDelete,
  crawlsEnd,
  noDocumentLost,
  pageGoneForCause,
  gateHolds,
  goldenKept,
  schedulesKept,
  restsBounded,
  passesObeyed,
];
