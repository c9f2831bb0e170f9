import type { z } from 'zod';
import { indexSettingsSchema } from '#core/settings/index-settings.ts';
import { settingsPatch } from '../index-settings.ts';
import { nothing } from '../json-body.ts';
import { crawlRequest } from '../start-crawl.ts';
import { moveRequest } from '../move-pack.ts';
import { rollbackRequest } from '../api/index-routes.ts';
import { revertRequest } from '../api/settings-routes.ts';
import { clickRequest } from '../api/click-route.ts';
import { adminState } from './admin-schemas.ts';
import { cluster } from './cluster-schemas.ts';
import {
  crawl,
  crawlCancelled,
  crawlDetails,
  crawlList,
  crawlStarted,
  crawledPages,
  outcome,
  report,
} from './crawl-schemas.ts';
import {
  deadLetter,
  deadLetterList,
  letterDropped,
  letterResent,
  lettersDropped,
  lettersResent,
} from './dead-letter-schemas.ts';
import {
  changeAccepted,
  decisionAccepted,
  heldDecision,
  index,
  indexDetails,
  indexList,
  indexStats,
  rollbackAccepted,
  settingsHistory,
  storedSettings,
  versionDiff,
  versionList,
} from './index-schemas.ts';
import { explanation } from './explain-schemas.ts';
import { problem, problemCode } from './problem-schema.ts';
import { alive, keyProof, ready } from './process-schemas.ts';
import { indexNamed, searchesOfIndex } from './searches-schemas.ts';
import { jointAnswer, searchAnswer, suggestAnswer } from './search-schemas.ts';

/** Schemas by the names that clients made from the document give to their types. */
export const COMPONENTS = {
  JointAnswer: jointAnswer,
  SearchAnswer: searchAnswer,
  SuggestAnswer: suggestAnswer,
  Click: clickRequest,
  Searches: searchesOfIndex,
  IndexNamed: indexNamed,
  Index: index,
  IndexDetails: indexDetails,
  IndexList: indexList,
  IndexStats: indexStats,
  VersionList: versionList,
  IndexSettings: indexSettingsSchema,
  SettingsPatch: settingsPatch,
  StoredSettings: storedSettings,
  SettingsHistory: settingsHistory,
  RevertRequest: revertRequest,
  RollbackRequest: rollbackRequest,
  RollbackAccepted: rollbackAccepted,
  ChangeAccepted: changeAccepted,
  Explanation: explanation,
  VersionDiff: versionDiff,
  HeldDecision: heldDecision,
  DecisionAccepted: decisionAccepted,
  CrawlRequest: crawlRequest,
  CrawlStarted: crawlStarted,
  CrawlCancelled: crawlCancelled,
  Crawl: crawl,
  CrawlList: crawlList,
  CrawlDetails: crawlDetails,
  CrawlReport: report,
  CrawledPages: crawledPages,
  Outcome: outcome,
  Cluster: cluster,
  Move: moveRequest,
  DeadLetter: deadLetter,
  DeadLetterList: deadLetterList,
  LetterResent: letterResent,
  LettersResent: lettersResent,
  LetterDropped: letterDropped,
  LettersDropped: lettersDropped,
  AdminState: adminState,
  Nothing: nothing,
  Alive: alive,
  Ready: ready,
  KeyProof: keyProof,
  Problem: problem,
  ProblemCode: problemCode,
} as const satisfies Readonly<Record<string, z.ZodType>>;

export type ComponentName = keyof typeof COMPONENTS;
