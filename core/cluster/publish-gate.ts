import { type GateThresholds, wholeShare } from './gate-thresholds.ts';
import { type GoldenQuery, goldenMissed } from './golden-queries.ts';
import { type HoldReason, atMost, cut, ofAll, percent } from './hold-reason.ts';
import { LOST_BY, type Losses, countLosses, tellLosses } from './lost-by.ts';

/** What is known of a version that could be published, beside the live one. Counts are whole and not negative. */
export interface GateFacts {
  /** `undefined` while the index has no version. */
  readonly live: VersionSize | undefined;
  readonly candidate: VersionSize;
  /** Documents of the live version that the candidate has not. */
  readonly lost: Losses;
  /** The same by site, for an index of several: what is little of the index may be all of a site. */
  readonly sites?: readonly SiteLoss[];
  /** The crawls that end with this version, if any. */
  readonly crawl?: {
    /** Pages they asked for that could be read before. */
    readonly known: number;
    /** Those of them that could not be read. */
    readonly failed: number;
  };
  readonly golden?: readonly GoldenQuery[];
  /** A person asked for this version as it is. */
  readonly asked?: boolean;
}

export interface VersionSize {
  readonly documents: number;
  /** Of all packs, uncompressed. */
  readonly bytes: number;
}

export interface SiteLoss {
  readonly site: string;
  /** In the live version. */
  readonly documents: number;
  readonly lost: Losses;
}

export type GateDecision =
  | {
      readonly decision: 'publish';
      /** What it would have been held for, had nobody asked for it. */
      readonly overruled: readonly HoldReason[];
    }
  | { readonly decision: 'hold'; readonly reasons: readonly HoldReason[] };

/** Sites that are named; the worst ones. */
const MOST_SITES = 10;

/**
 * Whether a version may replace the live one. A first version is never held, nor one that a person asked for. To lose
 * more never turns a version that is held into one that is not.
 * @returns at most 24 reasons to hold it, the gravest first.
 */
export function judgeVersion(facts: GateFacts, thresholds: GateThresholds): GateDecision {
  const reasons = facts.live === undefined ? [] : reasonsToHold(facts, facts.live, thresholds);
  if (facts.asked === true || reasons.length === 0) return { decision: 'publish', overruled: reasons };
  return { decision: 'hold', reasons };
}

/**
 * Whether a version loses more than the one that a person has seen and asked for, by as many documents as would have it
 * held: what came in since then is theirs to judge as well.
 * @param seen documents that the one they saw loses.
 */
export function losesMoreThan(seen: number, { live, lost }: GateFacts, thresholds: GateThresholds): boolean {
  const more = countLosses(lost) - seen;
  return live !== undefined && more > mayGo(live.documents, thresholds.lost_share, thresholds);
}

function reasonsToHold(facts: GateFacts, live: VersionSize, thresholds: GateThresholds): HoldReason[] {
  return [
    ...emptied(facts, live, thresholds),
    ...lost(facts, live, thresholds),
    ...lostByCause(facts, live, thresholds),
    ...sitesLost(facts, live, thresholds),
    ...failed(facts, thresholds),
    ...shrunk(facts, live, thresholds),
    ...goldenMissed(facts.golden ?? [], thresholds.missed_share),
  ];
}

/** How many of `whole` may go. */
function mayGo(whole: number, share: number, { spare_documents }: GateThresholds): number {
  return share === 1 ? Infinity : Math.max(wholeShare(whole, share), spare_documents);
}

/** Nothing is left. Of an index of one page that is no news. */
function emptied({ candidate }: GateFacts, live: VersionSize, { lost_share }: GateThresholds): HoldReason[] {
  if (lost_share === 1 || candidate.documents > 0 || live.documents < 2) return [];
  return [
    {
      code: 'emptied',
      live: live.documents,
      found: live.documents,
      threshold: live.documents - 1,
      text: `none of the ${live.documents} documents would be left`,
    },
  ];
}

/**
 * Losses less what moved. A page that points elsewhere is not lost if its target came in; how many did is bounded by
 * the documents that are new, so that a thousand pages which all point to a login page count as 999 lost ones.
 */
function withoutMoved(losses: Losses, added: number): { readonly count: number; readonly moved: number } {
  const moved = Math.min(losses.redirected ?? 0, added);
  return { count: countLosses(losses) - moved, moved };
}

/** Documents of the candidate that the live version has not. */
function addedOf({ candidate, lost }: GateFacts, live: VersionSize): number {
  return Math.max(0, candidate.documents - live.documents + countLosses(lost));
}

function lost(facts: GateFacts, live: VersionSize, thresholds: GateThresholds): HoldReason[] {
  const { count, moved } = withoutMoved(facts.lost, addedOf(facts, live));
  const threshold = mayGo(live.documents, thresholds.lost_share, thresholds);
  if (count <= threshold) return [];
  return [
    {
      code: 'lost',
      live: live.documents,
      found: count,
      threshold,
      text: `${ofAll(count, live.documents, 'documents')} would be lost (${tellLosses(facts.lost)}${toldMoved(moved)}); ${atMost(threshold, thresholds.lost_share)}`,
    },
  ];
}

function lostByCause(facts: GateFacts, live: VersionSize, thresholds: GateThresholds): HoldReason[] {
  return LOST_BY.flatMap((cause) => {
    const share = thresholds.lost_share_by[cause];
    const all = facts.lost[cause] ?? 0;
    if (share === undefined) return [];
    const found = cause === 'redirected' ? withoutMoved({ [cause]: all }, addedOf(facts, live)).count : all;
    const threshold = mayGo(live.documents, share, thresholds);
    if (found <= threshold) return [];
    const text = `${ofAll(found, live.documents, 'documents')} would be lost as ${cause}; ${atMost(threshold, share)}`;
    return [{ code: 'lost_by_cause', live: live.documents, found, threshold, text }];
  });
}

/** Of an index of one site all is said already. */
function sitesLost(facts: GateFacts, live: VersionSize, thresholds: GateThresholds): HoldReason[] {
  const added = addedOf(facts, live);
  return (facts.sites ?? [])
    .filter(({ documents }) => documents < live.documents)
    .flatMap((site) => siteLost(site, added, thresholds))
    .sort((a, b) => b.found - a.found || (a.text < b.text ? -1 : 1))
    .slice(0, MOST_SITES);
}

function siteLost(
  { site, documents, lost }: SiteLoss,
  added: number,
  thresholds: GateThresholds,
): HoldReason[] {
  const { count, moved } = withoutMoved(lost, added);
  const threshold = mayGo(documents, thresholds.lost_share, thresholds);
  if (count <= threshold) return [];
  const text = `${ofAll(count, documents, 'documents')} of ${cut(site)} would be lost (${tellLosses(lost)}${toldMoved(moved)}); ${atMost(threshold, thresholds.lost_share)}`;
  return [{ code: 'site_lost', live: documents, found: count, threshold, text }];
}

function failed({ crawl }: GateFacts, thresholds: GateThresholds): HoldReason[] {
  if (crawl === undefined) return [];
  const threshold = mayGo(crawl.known, thresholds.failed_share, thresholds);
  if (crawl.failed <= threshold) return [];
  const text = `${ofAll(crawl.failed, crawl.known, 'pages')} that could be read before could not be read; ${atMost(threshold, thresholds.failed_share)}`;
  return [{ code: 'failed', live: crawl.known, found: crawl.failed, threshold, text }];
}

/** Documents that may go whatever share they are may do so with their bytes, those of a mean one each. */
function shrunk({ candidate }: GateFacts, live: VersionSize, thresholds: GateThresholds): HoldReason[] {
  const { shrunk_share, spare_documents } = thresholds;
  const found = live.bytes - candidate.bytes;
  if (live.documents === 0 || shrunk_share === 1) return [];
  const threshold = live.bytes * Math.max(shrunk_share, spare_documents / live.documents);
  if (found <= threshold) return [];
  const text = `its packs would be ${percent(found / live.bytes)} smaller, ${candidate.bytes} bytes instead of ${live.bytes}; ${percent(shrunk_share)} are tolerated`;
  return [{ code: 'shrunk', live: live.bytes, found, threshold, text }];
}

function toldMoved(moved: number): string {
  return moved > 0 ? `, less ${moved} that moved` : '';
}
