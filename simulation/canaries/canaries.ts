import type { Canary } from './canary.ts';
import { baseLeftOut } from './base-left-out.ts';
import { changesLast } from './changes-last.ts';
import { crawlDelayIgnored } from './crawl-delay-ignored.ts';
import { deletedBeforeWork } from './deleted-before-work.ts';
import { garbageTooYoung } from './garbage-too-young.ts';
import { gateAsleep } from './gate-asleep.ts';
import { goldenUnasked } from './golden-unasked.ts';
import { graceForgotten } from './grace-forgotten.ts';
import { headBeforePack } from './head-before-pack.ts';
import { lettersLost } from './letters-lost.ts';
import { linksOfFirstVisit } from './links-of-first-visit.ts';
import { lostSend } from './lost-send.ts';
import { markClearedBlindly } from './mark-cleared-blindly.ts';
import { neverUnloaded } from './never-unloaded.ts';
import { passLost } from './pass-lost.ts';
import { restRenewed } from './rest-renewed.ts';
import { robotsIgnored } from './robots-ignored.ts';
import { scheduleTooOften } from './schedule-too-often.ts';
import { swapNotAtomic } from './swap-not-atomic.ts';
import { timerForgetsGeneration } from './timer-forgets-generation.ts';
import { uncheckedFence } from './unchecked-fence.ts';
import { unclaimedVisits } from './unclaimed-visits.ts';

/** The bugs that can be put in, by their names. */
export const CANARIES: readonly Canary[] = [
  baseLeftOut,
  changesLast,
  crawlDelayIgnored,
  deletedBeforeWork,
  garbageTooYoung,
  gateAsleep,
  goldenUnasked,
  graceForgotten,
  headBeforePack,
  lettersLost,
  linksOfFirstVisit,
  lostSend,
  markClearedBlindly,
  neverUnloaded,
  passLost,
  restRenewed,
  robotsIgnored,
  scheduleTooOften,
  swapNotAtomic,
  timerForgetsGeneration,
  uncheckedFence,
  unclaimedVisits,
];
