import { ENOUGH, LOOKED_AT_TWICE } from '../../query/answer-bounds.ts';
import type { Statistics } from '../../query/statistics.ts';
import { type Clause, type Unit, isSentence, tellingClauses } from '../../query/units.ts';
import type { PackIndex } from '../impact/pack-index.ts';
import { NO_DOCUMENT, PostingsCursor } from '../impact/postings.ts';
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
  /** Whether a document may be among them. */
  readonly admits?: ((document: number) => boolean) | undefined;
}

export interface Ranked {
  readonly document: number;
  /** By its words alone, by which those are chosen that are looked at once more. */
  readonly base: number;
  /** With what is seen by that second look. */
  readonly score: number;
  /** It has all clauses. */
  readonly whole: boolean;
  readonly bonus: Bonus;
}

export interface Ranking {
  /** Documents that have all clauses. */
  readonly all: number;
  /** Documents that have any of them; not counted where enough have all. */
  readonly any: number | null;
  /** By `base`, the best first. */
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
  const { statistics, most } = request;
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
  const excluded = excludedBy(
    request.excluded.flatMap((unit) => units.forms(unit, statistics).map(cursorOf)),
    language_of,
  );
  const admits = bothOf(request.admits, excluded);
  if (clauses.length === 0) return listed(pack, most, admits);
  const all = countAll(cursors(), admits);
  const any = all >= ENOUGH ? null : countAny(cursors(), admits, pack.documents);
  const worth = worths.reduce((sum, one) => sum + one, 0);
  const tiers = tiersOf(clauses.length, 2 * worth, isSentence(request.clauses));
  const best = topDocuments({
    words: cursors(),
    saturation,
    tiers,
    most,
    ...(admits === undefined ? {} : { admits }),
  });
  const look = new SecondLook(pack, new Sought(units, clauses, worths), settings);
  const ranked = best.map(({ document, score: base }, n): Ranked => {
    const bonus = n < LOOKED_AT_TWICE ? look.of(document) : NO_BONUS;
    const added = bonus.title + bonus.proximity + bonus.links + bonus.depth;
    return { document, base, score: base + added, whole: base >= (tiers.at(-1) ?? 0), bonus };
  });
  return { all, any, ranked };
}

/** Documents in their order, where no words are asked for. */
function listed(pack: PackIndex, most: number, admits: Admits): Ranking {
  const ranked: Ranked[] = [];
  let all = 0;
  for (let document = 1; document <= pack.documents; document += 1) {
    if (admits !== undefined && !admits(document)) continue;
    all += 1;
    if (all <= most) ranked.push({ document, base: 0, score: 0, whole: true, bonus: NO_BONUS });
  }
  return { all, any: all, ranked };
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

function countAll(words: readonly WordCursor[], admits: ((document: number) => boolean) | undefined): number {
  const [rarest, ...others] = words.toSorted((a, b) => a.count - b.count);
  if (rarest === undefined) return 0;
  let count = 0;
  for (; rarest.document !== NO_DOCUMENT; rarest.next()) {
    const { document } = rarest;
    if (rarest.has() && others.every((other) => has(other, document)) && (admits?.(document) ?? true))
      count += 1;
  }
  return count;
}

function has(word: WordCursor, document: number): boolean {
  word.seek(document);
  return word.document === document && word.has();
}

function countAny(
  words: readonly WordCursor[],
  admits: ((document: number) => boolean) | undefined,
  documents: number,
): number {
  const seen = new Uint8Array(documents + 1);
  let count = 0;
  for (const word of words)
    for (; word.document !== NO_DOCUMENT; word.next()) {
      const { document } = word;
      if (seen[document] === 1 || !word.has()) continue;
      seen[document] = 1;
      if (admits?.(document) ?? true) count += 1;
    }
  return count;
}

function excludedBy(
  forms: readonly Form[],
  language_of: Uint8Array,
): ((document: number) => boolean) | undefined {
  if (forms.length === 0) return undefined;
  const excluded = new Set<number>();
  for (const { postings, language } of forms)
    for (; postings.document !== NO_DOCUMENT; postings.next())
      if (language === undefined || language_of[postings.document] === language)
        excluded.add(postings.document);
  return (document) => !excluded.has(document);
}

type Admits = ((document: number) => boolean) | undefined;

function bothOf(one: Admits, other: Admits): Admits {
  if (one === undefined || other === undefined) return one ?? other;
  return (document) => one(document) && other(document);
}
