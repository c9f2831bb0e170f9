import type { Canary } from './canary.ts';
import { deletedBeforeWork } from './deleted-before-work.ts';
import { garbageTooYoung } from './garbage-too-young.ts';
import { headBeforePack } from './head-before-pack.ts';
import { lostSend } from './lost-send.ts';
import { robotsIgnored } from './robots-ignored.ts';
import { swapNotAtomic } from './swap-not-atomic.ts';
import { timerForgetsGeneration } from './timer-forgets-generation.ts';
import { unclaimedVisits } from './unclaimed-visits.ts';
import { uncheckedFence } from './unchecked-fence.ts';

/** The bugs that can be put in, by their names. */
export const CANARIES: readonly Canary[] = [
  deletedBeforeWork,
  garbageTooYoung,
  headBeforePack,
  lostSend,
  robotsIgnored,
  swapNotAtomic,
  timerForgetsGeneration,
  unclaimedVisits,
  uncheckedFence,
];
