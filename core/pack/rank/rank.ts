import type { FacetCounts, ScoreParts } from '#ports/peer.ts';
import { ENOUGH, LOOKED_AT_TWICE } from '../../query/answer-bounds.ts';
import type { Filter } from '../../query/filter.ts';
import type { Sort, SortKey } from '../../query/sort.ts';
import type { Statistics } from '../../query/statistics.ts';
import { type Clause, type Unit, isSentence, tellingClauses } from '../../query/units.ts';
import { Best, type Scored } from './best.ts';
import { BestOfGroups } from './best-of-groups.ts';
import { countFacet } from '../facets/count-facets.ts';
import { type DocumentSet, sizeOf } from '../facets/document-set.ts';
import { groupsOf } from '../facets/groups.ts';
import { Filtered } from '../facets/filtered.ts';
import { type SortedDocument, sortedDocuments } from '../facets/sorted-documents.ts';
import type { PackIndex } from '../impact/pack-index.ts';
import { PostingsCursor } from '../impact/postings.ts';
import { Matches, withForms } from './matches.ts';
import type { RankingSettings } from './ranking-settings.ts';
import { Saturation } from './saturation.ts';
import { type Bonus, SecondLook } from './second-look.ts';
import { Sought } from './sought.ts';
import { topDocuments } from './top-documents.ts';
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
  readonly parts?: ScoreParts;
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
  clauses: readonly Clause[],
  settings: RankingSettings,
): Statistics {
  const words: Record<string, number> = {};
  const units = new UnitsInPack(pack, settings);
  for (const clause of clauses) for (const unit of clause.units) units.count(unit, words);
  const { documents, length, columns } = pack;
  return { documents, length, languages: columns.languages.toSorted(), words };
}

/** The best documents of a pack for a query, with scores that are the same whatever pack they are in. */
export function rank(pack: PackIndex, request: RankRequest, settings: RankingSettings): Ranking {
  const { statistics, most, sort, collapse } = request;
  const groupOf = collapse === undefined ? undefined : groupsOf(pack, collapse);
  const clauses = tellingClauses(request.clauses, statistics.languages);
  const units = new UnitsInPack(pack, settings);
  const saturation = new Saturation(
    pack.columns.lengths,
    statistics.length / Math.max(1, statistics.documents),
    settings,
  );
  const worths = clauses.map((clause) => worthOf(clause, statistics));
  const lists = clauses.map((clause) => clause.units.flatMap((unit) => units.forms(unit, statistics)));
  const { language_of } = pack.columns;
  const cursors = (): WordCursor[] =>
    lists.map((forms, n) => new WordCursor(forms.map(cursorOf), worths[n] ?? 0, saturation, language_of));
  const unwanted = request.excluded.flatMap((unit) => units.forms(unit, statistics).map(cursorOf));
  const pinned = sort === undefined ? pinnedIn(pack, request.pinned ?? []) : new Map<number, number>();
  const matches = new Matches({
    documents: pack.documents,
    cursors,
    filtered: new Filtered(pack, request.filters),
    excluded: withForms(unwanted, pack.documents, language_of),
    others: [...pinned.keys()],
  });
  const all = sizeOf(matches.all());
  const any = all >= ENOUGH ? null : sizeOf(matches.any());
  const facets = request.facets.map((name) =>
    countFacet(pack, name, { all: matches.all(name), any: any === null ? null : matches.any(name) }),
  );
  const found = { all, any, facets };
  if (sort !== undefined || clauses.length === 0) {
    const set = all > 0 ? matches.all() : matches.any();
    return { ...found, ranked: inOrderOf(pack, { set, groupOf, sort, most, whole: all > 0 }) };
  }
  const worth = worths.reduce((sum, one) => sum + one, 0);
  const tiers = tiersOf(clauses.length, 2 * worth, isSentence(request.clauses));
  const admitted = matches.admitted();
  const found_by_words = topDocuments({
    words: cursors(),
    saturation,
    tiers,
    best:
      groupOf === undefined ? new Best(most + pinned.size) : new BestOfGroups(most + pinned.size, groupOf),
    ...(admitted === undefined ? {} : { admits: (document) => admitted[document] === 1 }),
  });
  const best = found_by_words.filter(({ document }) => !pinned.has(document));
  const whole = tiers.at(-1) ?? 0;
  const parts = best.filter(({ score }) => score < whole).map(({ document }) => document);
  const missing = missingOf(parts, clauses, cursors());
  const look = new SecondLook(pack, new Sought(units, clauses, worths), settings);
  const words = request.explain ? wordScores(best, clauses, cursors()) : undefined;
  const ranked = best.map(({ document, score: base }, n): Ranked => {
    const bonus = n < LOOKED_AT_TWICE ? look.of(document) : NO_BONUS;
    const added = bonus.title + bonus.proximity + bonus.links + bonus.depth;
    return {
      document,
      base,
      score: base + added,
      whole: base >= whole,
      missing: missing.get(document) ?? [],
      key: null,
      group: groupOf?.(document),
      ...(words === undefined ? {} : { parts: partsOf(base, words.get(document) ?? [], bonus) }),
    };
  });
  return { ...found, ranked: [...pinnedFirst(pinned, admitted, groupOf), ...ranked] };
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
  groupOf: ((document: number) => string | undefined) | undefined,
): Ranked[] {
  return [...pinned]
    .filter(([document]) => admitted === undefined || admitted[document] === 1)
    .map(([document, place]) => ({
      document,
      base: 0,
      score: 0,
      whole: true,
      missing: [],
      key: null,
      pinned: place,
      group: groupOf?.(document),
    }));
}

/** What each of some documents has not of a query. @param words in the order of the clauses. */
function missingOf(
  documents: readonly number[],
  clauses: readonly Clause[],
  words: readonly WordCursor[],
): Map<number, string[]> {
  const missing = new Map<number, string[]>();
  for (const document of documents.toSorted((a, b) => a - b))
    missing.set(
      document,
      clauses.flatMap(({ text }, n) => (words[n]?.isIn(document) === true ? [] : [text])),
    );
  return missing;
}

/** What the words of a query add to the score of each of some documents. @param cursors in the order of the clauses. */
function wordScores(
  best: readonly Scored[],
  clauses: readonly Clause[],
  cursors: readonly WordCursor[],
): Map<number, ScoreParts['words']> {
  const scores = new Map<number, ScoreParts['words']>();
  for (const { document } of best.toSorted((a, b) => a.document - b.document))
    scores.set(
      document,
      clauses.map(({ text }, n) => {
        const cursor = cursors[n];
        return { text, score: cursor?.isIn(document) === true ? cursor.score() : 0 };
      }),
    );
  return scores;
}

function partsOf(base: number, words: ScoreParts['words'], bonus: Bonus): ScoreParts {
  const of_words = words.reduce((sum, { score }) => sum + score, 0);
  return { words, has: base - of_words, ...bonus };
}

/** Which documents are listed, and how. */
interface Listing {
  readonly set: DocumentSet;
  readonly groupOf: ((document: number) => string | undefined) | undefined;
  readonly sort: Sort | undefined;
  readonly most: number;
  /** They have all that is asked for. */
  readonly whole: boolean;
}

/** Documents in the order that is asked for, else in that of their ids: as all are worth the same. */
function inOrderOf(pack: PackIndex, { set, groupOf, sort, most, whole }: Listing): Ranked[] {
  const worthless = { base: 0, score: 0, whole, missing: [] };
  // Any number of them may be of one group.
  const sorted = sortedDocuments(pack, set, sort, groupOf === undefined ? most : sizeOf(set));
  const given = groupOf === undefined ? sorted : firstOfGroups(sorted, groupOf, most);
  return given.map((one) => ({ ...one, ...worthless, group: groupOf?.(one.document) }));
}

function firstOfGroups(
  sorted: readonly SortedDocument[],
  groupOf: (document: number) => string | undefined,
  most: number,
): SortedDocument[] {
  const seen = new Set<string | number>();
  const first: SortedDocument[] = [];
  for (const one of sorted) {
    const group = groupOf(one.document) ?? one.document;
    if (seen.has(group)) continue;
    seen.add(group);
    if (first.push(one) === most) break;
  }
  return first;
}

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
  const clauses = tellingClauses(all, statistics.languages);
  const worths = clauses.map((clause) => worthOf(clause, statistics));
  return new Sought(new UnitsInPack(pack, settings), clauses, worths);
}

/** What a clause is worth where it is all that a document says: the more, the fewer documents have it. */
function worthOf({ units, times }: Clause, { documents, words }: Statistics): number {
  let have = 0;
  let follow = 1;
  for (const unit of units) {
    const counts = (unit.kind === 'phrase' || unit.kind === 'name' ? unit.words : []).map(
      (word) => words[word] ?? 0,
    );
    if (unit.kind === 'word') have += words[unit.exact ? unit.word : `~${unit.word}`] ?? 0;
    else if (unit.kind === 'prefix') have += words[`${unit.letters}*`] ?? 0;
    else
      have +=
        unit.kind === 'name' && (words[unit.name] ?? 0) > 0 ? (words[unit.name] ?? 0) : Math.min(...counts);
    if (unit.kind === 'phrase') follow = Math.max(follow, 1 + (unit.words.length - 1) / 2);
  }
  const count = Math.min(have, documents);
  const idf = Math.log(1 + (documents - count + 0.5) / (count + 0.5));
  return idf * follow * (1 + Math.log(times));
}

/** By how many clauses a document has: what that adds. Of a sentence it is but for all of them. */
function tiersOf(clauses: number, tier: number, inSentence: boolean): number[] {
  return Array.from({ length: clauses + 1 }, (_, had) =>
    inSentence ? Number(had === clauses) * tier : had * tier,
  );
}
