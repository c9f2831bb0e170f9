import type { FacetCounts, ScoreParts } from '#ports/peer.ts';
import type { Filter, Sort, SortKey, Statistics } from '#ports/question.ts';
import { ENOUGH, LOOKED_AT_TWICE, MAX_FACET_VALUES } from '../../query/answer-bounds.ts';
import { affordable, beginningOf } from '../../query/beginnings.ts';
import { documentsWith } from '../../query/statistics.ts';
import type { ReadQuery } from '../../query/tuning.ts';
import { type Clause, type Unit, isSentence, tellingClauses } from '../../query/units.ts';
import { Best, type Scored } from './best.ts';
import { BestOfGroups } from './best-of-groups.ts';
import { FacetCounter } from '../facets/count-facets.ts';
import { type DocumentSet, eitherOf } from '../facets/document-set.ts';
import { groupsOf } from '../facets/groups.ts';
import { Filtered } from '../facets/filtered.ts';
import type { SortedDocument } from '../facets/sorted-documents.ts';
import type { PackIndex } from '../impact/pack-index.ts';
import { PostingsCursor } from '../impact/postings.ts';
import { listed } from './listed.ts';
import { Matches, withForms } from './matches.ts';
import type { RankingSettings } from './ranking-settings.ts';
import { Saturation } from './saturation.ts';
import { missingOf, partsOf, wordScores } from './score-parts.ts';
import { type Bonus, SecondLook } from './second-look.ts';
import { Sought } from './sought.ts';
import { topDocuments } from './top-documents.ts';
import { weighEach } from './weigh-each.ts';
import { type FormList, UnitsInPack } from './units-in-pack.ts';
import { type Form, WordCursor } from './word-cursor.ts';

export interface RankRequest {
  /** With none, any document will do. */
  readonly clauses: readonly Clause[];
  /** What a document must not have. */
  readonly excluded: readonly Unit[];
  /** Of the whole index. */
  readonly statistics: Statistics;
  /** Documents that are looked for. */
  readonly most: number;
  /** Of them, those that are shown: the order of the others does not matter. */
  readonly shown: number;
  /** What it must be, whatever its words. */
  readonly filters: readonly Filter[];
  /** Facets of which the values are counted. */
  readonly facets: readonly string[];
  /** Those that come first, in this order; in no other order than that of how good they are. */
  readonly pinned?: readonly string[] | undefined;
  /** What documents have in common of which but the best is given: as `groupsOf` has it. */
  readonly collapse?: string | undefined;
  /** Whether each part of each score is told. */
  readonly explain: boolean;
  /** By what they are sorted in place of how good they are. */
  readonly sort?: Sort | undefined;
}

export interface Ranked {
  readonly document: number;
  /** By its words alone, by which those are chosen that are looked at once more. */
  readonly base: number;
  /** With what is seen by that second look. */
  readonly score: number;
  /** It has all clauses. */
  readonly whole: boolean;
  /** The clauses that it has not, as they were typed. */
  readonly missing: readonly string[];
  /** Its place among those that come first, whatever they have. */
  readonly pinned?: number;
  /** The only one that is given of its group; undefined where it is in none. */
  readonly group?: string | undefined;
  /** What its score is made of, where that is asked for. */
  readonly parts?: ScoreParts | undefined;
  /** What it is sorted by, if that is asked for. */
  readonly key: SortKey;
}

export interface Ranking {
  /** Documents that have all clauses. */
  readonly all: number;
  /** Documents that have any of them; not counted where enough have all. */
  readonly any: number | null;
  /** Of any value of each facet, whether one is asked for or not: what a person may choose in its place. */
  readonly facets: readonly FacetCounts[];
  /** By `base`, the best first, or in the order that is asked for; then those that have all, unless none does. */
  readonly ranked: readonly Ranked[];
}

/** The statistics of one pack, as far as a query needs them. */
export function packStatistics(
  pack: PackIndex,
  { clauses, excluded, ranking }: Pick<ReadQuery, 'clauses' | 'excluded' | 'ranking'>,
): Statistics {
  const words: Record<string, number> = {};
  const units = new UnitsInPack(pack, ranking);
  for (const clause of clauses) for (const unit of clause.units) units.count(unit, words);
  // What is not wanted is weighed by nothing, and costs what its beginnings do.
  for (const unit of excluded) if (beginningOf(unit) !== undefined) units.count(unit, words);
  const { superseded, columns } = pack;
  return {
    documents: pack.documents - (superseded?.size ?? 0),
    length: pack.length - (superseded?.lengthOf(columns) ?? 0),
    languages: languagesOf(pack).toSorted(),
    words,
  };
}

/** By whose rules words of its documents are stemmed. */
function languagesOf({ superseded, columns }: PackIndex): readonly string[] {
  const { languages, language_of } = columns;
  if (superseded === undefined) return languages;
  const seen = new Set(language_of.filter((_, document) => document > 0 && !superseded.has(document)));
  return languages.filter((_, n) => seen.has(n + 1));
}

/** The best documents of a pack for a query, with scores that are the same whatever pack they are in. */
export function rank(pack: PackIndex, request: RankRequest, settings: RankingSettings): Ranking {
  const { statistics, most, sort, collapse } = request;
  const groupOf = collapse === undefined ? undefined : groupsOf(pack, collapse);
  const asked = affordable(request, statistics);
  const clauses = tellingClauses(asked.clauses, statistics.languages);
  const units = new UnitsInPack(pack, settings);
  const saturation = new Saturation(
    pack.columns.lengths,
    statistics.length / Math.max(1, statistics.documents),
    settings,
  );
  const worths = clauses.map((clause) => worthOf(clause, statistics));
  const lists = clauses.map((clause) =>
    // What counts nothing does not stand for the word either.
    clause.units.flatMap((unit) => units.forms(unit, statistics)).filter(({ weight }) => weight > 0),
  );
  const { language_of } = pack.columns;
  const cursors = (): WordCursor[] =>
    lists.map((forms, n) => new WordCursor(forms.map(cursorOf), worths[n] ?? 0, saturation, language_of));
  const unwanted = asked.excluded.flatMap((unit) => units.forms(unit, statistics));
  const pinned = sort === undefined ? pinnedIn(pack, request.pinned ?? []) : new Map<number, number>();
  const matches = new Matches({
    documents: pack.documents,
    clauses: lists,
    language_of,
    filtered: new Filtered(pack, request.filters),
    excluded: excludedOf(pack, unwanted),
    others: [...pinned.keys()],
  });
  const tallies = matches.tallies();
  const all = tallies.at(-1) ?? 0;
  const any = all >= ENOUGH ? null : sumOf(tallies.subarray(Math.min(1, clauses.length)));
  const counter = new FacetCounter(pack, MAX_FACET_VALUES);
  const facets = request.facets.map((name) =>
    counter.count(name, { all: matches.all(name), any: any === null ? null : matches.any(name) }),
  );
  const found = { all, any, facets };
  if (sort !== undefined || clauses.length === 0) {
    const set = all > 0 ? matches.all() : matches.any();
    const given = listed(pack, { set, groupOf, sort, most });
    return { ...found, ranked: given.map((one) => worthless(one, all > 0, groupOf)) };
  }
  const worth = worths.reduce((sum, one) => sum + one, 0);
  const tiers = tiersOf(clauses.length, tierOf(settings) * worth, isSentence(request.clauses));
  const { admitted } = matches;
  const sought = most + pinned.size;
  const least = groupOf === undefined ? leastHad(tallies, tiers, sought) : 1;
  const ranking = {
    words: cursors(),
    saturation,
    tiers,
    best: groupOf === undefined ? new Best(sought) : new BestOfGroups(sought, groupOf),
  };
  const found_by_words =
    sumOf(tallies.subarray(least)) <= FEW
      ? weighEach(matches.having(least), ranking)
      : topDocuments({ ...ranking, admits: matches.admits(least) });
  const best = found_by_words.filter(({ document }) => !pinned.has(document));
  const whole = tiers.at(-1) ?? 0;
  const parts = best.filter(({ score }) => score < whole).map(({ document }) => document);
  const missing = missingOf(parts, clauses, cursors());
  const look = new SecondLook(pack, new Sought(units, clauses, worths), settings);
  const words = request.explain ? wordScores(best, clauses, cursors()) : undefined;
  const bonuses = bonusesOf(best, look, groupOf === undefined && !request.explain ? request.shown : most);
  const ranked = best.map(({ document, score: base }, n): Ranked => {
    const bonus = bonuses[n] ?? NO_BONUS;
    const added = bonus.title + bonus.proximity + bonus.links + bonus.depth;
    return {
      document,
      base,
      score: base + added,
      whole: base >= whole,
      missing: missing.get(document) ?? [],
      key: null,
      group: groupOf?.(document),
      parts: words && partsOf(base, words.get(document) ?? [], bonus),
    };
  });
  return { ...found, ranked: [...pinnedFirst(pinned, admitted, groupOf), ...ranked] };
}

/** Documents that are not wanted, and those that are none of the shard any more. */
function excludedOf({ documents, columns, superseded }: PackIndex, unwanted: readonly FormList[]) {
  const excluded = withForms(unwanted, documents, columns.language_of);
  return excluded === undefined || superseded === undefined
    ? (excluded ?? superseded?.set)
    : eitherOf(excluded, superseded.set);
}

/** Documents of a pack that come first, with their places. */
function pinnedIn(pack: PackIndex, ids: readonly string[]): Map<number, number> {
  const pinned = new Map<number, number>();
  for (const [place, id] of ids.entries()) {
    const document = pack.find(id);
    if (document !== undefined && !pinned.has(document)) pinned.set(document, place);
  }
  return pinned;
}

function pinnedFirst(
  pinned: ReadonlyMap<number, number>,
  admitted: DocumentSet | undefined,
  groupOf: GroupOf | undefined,
): Ranked[] {
  return [...pinned]
    .filter(([document]) => admitted === undefined || admitted[document] === 1)
    .map(([document, place]) =>
      Object.assign(worthless({ document, key: null }, true, groupOf), { pinned: place }),
    );
}

/** A document that is not given for what it is worth. */
function worthless({ document, key }: SortedDocument, whole: boolean, groupOf: GroupOf | undefined): Ranked {
  return { document, base: 0, score: 0, whole, missing: [], key, group: groupOf?.(document) };
}

type GroupOf = (document: number) => string | undefined;

function cursorOf({ bytes, count, ...form }: FormList): Form {
  return { postings: new PostingsCursor(bytes, count), ...form };
}

const NO_BONUS: Bonus = { title: 0, proximity: 0, links: 0, depth: 0 };

/** What a query looks for in a document, weighed by the statistics of the index. */
export function soughtIn(
  pack: PackIndex,
  all: readonly Clause[],
  statistics: Statistics,
  settings: RankingSettings,
): Sought {
  const asked = affordable({ clauses: all, excluded: [] }, statistics);
  const clauses = tellingClauses(asked.clauses, statistics.languages);
  const worths = clauses.map((clause) => worthOf(clause, statistics));
  return new Sought(new UnitsInPack(pack, settings), clauses, worths);
}

/** What a clause is worth where it is all that a document says: the more, the fewer documents have it. */
function worthOf({ units, times }: Clause, statistics: Statistics): number {
  const { documents } = statistics;
  let have = 0;
  let follow = 1;
  for (const unit of units) {
    have += documentsWith(unit, statistics);
    if (unit.kind === 'phrase' && unit.synonym !== true)
      follow = Math.max(follow, 1 + (unit.words.length - 1) / 2);
  }
  const count = Math.min(have, documents);
  const idf = Math.log(1 + (documents - count + 0.5) / (count + 0.5));
  return idf * follow * (1 + Math.log(times));
}

/** So many documents are sooner looked up than passed over by bounds. */
const FEW = 2000;

/**
 * What a second look adds to the scores of the first ones. It ends where no other can come to be among the best `shown`: for
 * however many shards there are, as only those are looked back at that come before by their words.
 */
function bonusesOf(best: readonly Scored[], look: SecondLook, shown: number): Bonus[] {
  const bonuses: Bonus[] = [];
  const scores = new Best(Math.max(1, shown));
  for (const [n, { document, score }] of best.slice(0, LOOKED_AT_TWICE).entries()) {
    // Bounds of those that follow differ by what is known of them.
    if (score + look.most < scores.threshold) break;
    const bonus = score + look.bound(document) < scores.threshold ? NO_BONUS : look.of(document);
    bonuses.push(bonus);
    scores.add(n, score + bonus.title + bonus.proximity + bonus.links + bonus.depth);
  }
  return bonuses;
}

/** How many clauses those have at least that are among so many of the best. */
function leastHad(tallies: Uint32Array, tiers: readonly number[], most: number): number {
  let count = 0;
  for (let had = tallies.length - 1; had > 1; had -= 1) {
    count += tallies[had] ?? 0;
    // What one more clause adds is more than any document has of the words themselves.
    if (count >= most && (tiers[had] ?? 0) > (tiers[had - 1] ?? 0)) return had;
  }
  return 1;
}

function sumOf(counts: Uint32Array): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** What one clause more adds, of what all are worth: not less than all else together, however much the second look adds by these settings. */
function tierOf({ title, proximity, links, depth }: RankingSettings): number {
  return Math.max(2, 1 + title + proximity + links + depth);
}

/** By how many clauses a document has: what that adds. Of a sentence it is but for all of them. */
function tiersOf(clauses: number, tier: number, inSentence: boolean): number[] {
  return Array.from({ length: clauses + 1 }, (_, had) =>
    inSentence ? Number(had === clauses) * tier : had * tier,
  );
}
