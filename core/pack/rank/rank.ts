import type { FacetCounts, ScoreParts } from '#ports/peer.ts';
import type { Filter, Sort, SortKey } from '#ports/question.ts';
import { ENOUGH, MAX_FACET_VALUES } from '../../query/answer-bounds.ts';
import { Best, type Scored } from './best.ts';
import { BestOfGroups } from './best-of-groups.ts';
import { NO_BONUS, bonusesOf, sumOfBonus } from './bonuses.ts';
import { FacetCounter } from '../facets/count-facets.ts';
import { type DocumentSet, eitherOf } from '../facets/document-set.ts';
import { groupsOf } from '../facets/groups.ts';
import { Filtered } from '../facets/filtered.ts';
import type { PackIndex } from '../impact/pack-index.ts';
import { listed } from './listed.ts';
import { withForms } from './clauses-had.ts';
import { Matches } from './matches.ts';
import { type Asked, PackQuery } from './pack-query.ts';
import type { RankingSettings } from './ranking-settings.ts';
import { missingOf, partsOf, wordScores } from './score-parts.ts';
import { type Bonus, SecondLook } from './second-look.ts';
import { topDocuments } from './top-documents.ts';
import { weighEach } from './weigh-each.ts';
import { weighWhole } from './weigh-whole.ts';

/** With no clause, any document will do. */
export interface RankRequest extends Asked {
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

type GroupOf = (document: number) => string | undefined;

/** The best documents of a pack for a query, with scores that are the same whatever pack they are in. */
export function rank(pack: PackIndex, request: RankRequest, settings: RankingSettings): Ranking {
  const { sort, collapse, most } = request;
  const query = new PackQuery(pack, request, settings);
  const groupOf = collapse === undefined ? undefined : groupsOf(pack, collapse);
  const pinned = sort === undefined ? pinnedIn(pack, request.pinned ?? []) : new Map<number, number>();
  const matches = new Matches({
    documents: pack.documents,
    clauses: query.lists,
    language_of: pack.columns.language_of,
    filtered: new Filtered(pack, request.filters),
    excluded: excludedIn(pack, query),
    others: [...pinned.keys()],
  });
  const found = countsOf(pack, matches, request.facets);
  if (sort !== undefined || query.clauses.length === 0) {
    const set = found.all > 0 ? matches.all() : matches.any();
    const given = listed(pack, { set, groupOf, sort, most });
    return { ...found, ranked: given.map((one) => worthless(one, found.all > 0, groupOf)) };
  }
  const look = new SecondLook(pack, query.sought(), settings);
  const told = (scored: readonly Scored[], bonuses: readonly Bonus[]): Ranked[] =>
    toldOf(query, scored, bonuses, { explain: request.explain, groupOf });
  const first = scoresOf(query, pinnedOf(pinned, matches.admitted));
  const best = bestByWords(query, matches, { all: found.all, most: most + pinned.size, groupOf }).filter(
    ({ document }) => !pinned.has(document),
  );
  // Of each that is told by its parts, or may come behind others of its group, all that is added must be known.
  const shown = groupOf === undefined && !request.explain ? request.shown : most;
  const ranked = [
    ...told(
      first,
      first.map(({ document }) => look.of(document)),
    ).map((one) => Object.assign(one, { pinned: pinned.get(one.document), whole: true })),
    ...told(best, bonusesOf(best, look, shown)),
  ];
  return { ...found, ranked };
}

/** How many documents match, and how many of them have each value of some facets. */
function countsOf(
  pack: PackIndex,
  matches: Matches,
  names: readonly string[],
): Pick<Ranking, 'all' | 'any' | 'facets'> {
  const all = matches.countAll();
  const any = all >= ENOUGH ? null : anyOf(matches.tallies());
  const counter = new FacetCounter(pack, MAX_FACET_VALUES);
  const facets = names.map((name) =>
    counter.count(name, { all: matches.all(name), any: any === null ? null : matches.any(name) }),
  );
  return { all, any, facets };
}

/** The best by their words alone. */
function bestByWords(
  query: PackQuery,
  matches: Matches,
  { all, most, groupOf }: { all: number; most: number; groupOf: GroupOf | undefined },
): Scored[] {
  const { tiers, worths, saturation } = query;
  // No document that has less is worth as much.
  if (groupOf === undefined && all >= most && (tiers.at(-1) ?? 0) > (tiers.at(-2) ?? 0))
    return weighWhole(matches.whole, {
      worths,
      saturation,
      tiers,
      best: new Best(most),
      admitted: matches.admitted,
    });
  const tallies = matches.tallies();
  const least = groupOf === undefined ? leastHad(tallies, tiers, most) : 1;
  const best = groupOf === undefined ? new Best(most) : new BestOfGroups(most, groupOf);
  const ranking = { words: query.cursors(), saturation, tiers, best };
  return sumOf(tallies.subarray(least)) <= FEW
    ? weighEach(matches.having(least), ranking)
    : topDocuments({ ...ranking, admits: matches.admits(least) });
}

/** Documents with what their words are worth, in their order; also those that have none. */
function scoresOf(query: PackQuery, documents: readonly number[]): Scored[] {
  const ascending = documents.toSorted((a, b) => a - b);
  const best = new Best(Math.max(1, documents.length));
  const scored = new Map(
    weighEach(ascending, { words: query.cursors(), tiers: query.tiers, best }).map((one) => [
      one.document,
      one,
    ]),
  );
  return documents.map((document) => scored.get(document) ?? { document, score: 0 });
}

/** What there is to tell of documents. @param bonuses of the first of them. */
function toldOf(
  query: PackQuery,
  scored: readonly Scored[],
  bonuses: readonly Bonus[],
  { explain, groupOf }: { readonly explain: boolean; readonly groupOf: GroupOf | undefined },
): Ranked[] {
  const whole = query.tiers.at(-1) ?? 0;
  const parts = scored.filter(({ score }) => score < whole).map(({ document }) => document);
  const missing = missingOf(parts, query.clauses, query.cursors());
  const words = explain ? wordScores(scored, query.clauses, query.cursors()) : undefined;
  return scored.map(({ document, score: base }, n) => {
    const bonus = bonuses[n] ?? NO_BONUS;
    return {
      document,
      base,
      score: base + sumOfBonus(bonus),
      whole: base >= whole,
      missing: missing.get(document) ?? [],
      key: null,
      group: groupOf?.(document),
      parts: words && partsOf(base, words.get(document) ?? [], bonus),
    };
  });
}

/** Documents that are not wanted, and those that are none of the shard any more. */
function excludedIn(
  { documents, columns, superseded }: PackIndex,
  query: PackQuery,
): DocumentSet | undefined {
  const excluded = withForms(query.unwanted(), documents, columns.language_of);
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

/** Those of them that may be found. */
function pinnedOf(pinned: ReadonlyMap<number, number>, admitted: DocumentSet | undefined): number[] {
  return [...pinned.keys()].filter((document) => admitted === undefined || admitted[document] === 1);
}

/** A document that is not given for what it is worth. */
function worthless(
  { document, key }: { readonly document: number; readonly key: SortKey },
  whole: boolean,
  groupOf: GroupOf | undefined,
): Ranked {
  return { document, base: 0, score: 0, whole, missing: [], key, group: groupOf?.(document) };
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

/** How many have any clause; with none, any document will do. */
function anyOf(tallies: Uint32Array): number {
  return sumOf(tallies.subarray(Math.min(1, tallies.length - 1)));
}

function sumOf(counts: Uint32Array): number {
  return counts.reduce((sum, count) => sum + count, 0);
}

/** So many documents are sooner looked up than passed over by bounds. */
const FEW = 2000;
