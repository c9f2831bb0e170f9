import type { PackRef } from '#core/pack/manifest.ts';
import type { ClientAnswer, EventOf } from '../kernel/event.ts';
import type { Documents } from './pack-documents.ts';
import type { Ranking, SearchedPacks } from './searched-packs.ts';

/** A shard of the version that was searched. */
export interface SearchedShard {
  readonly pack: PackRef;
  readonly bytes: Uint8Array;
  readonly documents: Documents;
}

type Question = Pick<EventOf<'answered'>, 'query' | 'limit' | 'offset'>;

/**
 * What is wrong with total and hits of an answer: they must be what a router can lawfully say when as many shards answered
 * as it says, whichever these are. It asks for all words, and for any of them only when nothing that answered has all; it
 * may have no time for the second question. It cuts out its page, by offset and limit, before it asks for the details of
 * the hits: a shard that is silent then leaves a gap, and counts as silent in the total.
 */
export function wrongRanking(
  searched: SearchedPacks,
  question: Question,
  answer: ClientAnswer,
  shards: readonly SearchedShard[],
): string | undefined {
  for (const heard of subsets(shards).filter(({ length }) => length >= answer.shards.answered)) {
    const rankings = lawfulRankings(searched, question.query, heard);
    for (const counted of subsets(heard).filter(({ length }) => length === answer.shards.answered))
      for (const match of rankings) {
        const { total } = searched.search(counted, question.query, match.words);
        if (total === answer.total && isPage(answer.ids, pageOf(match.ranking, question, counted)))
          return undefined;
      }
  }
  const told = lawfulRankings(searched, question.query, shards).map(
    ({ words, ranking }) => `${ranking.total} match by ${words} words, ${some(ranking.ids)}`,
  );
  const { offset, limit } = question;
  return `it found ${answer.total} documents, ${some(answer.ids)} (${limit} from ${offset}); of its packs ${told.join(', ')}`;
}

interface Lawful {
  readonly words: 'all' | 'any';
  readonly ranking: Ranking;
}

function lawfulRankings(searched: SearchedPacks, query: string, heard: readonly SearchedShard[]): Lawful[] {
  const all: Lawful = { words: 'all', ranking: searched.search(heard, query, 'all') };
  if (all.ranking.total > 0) return [all];
  return [all, { words: 'any', ranking: searched.search(heard, query, 'any') }];
}

/** The page of a ranking, without the hits of shards that do not count. */
function pageOf({ ids }: Ranking, { offset, limit }: Question, counted: readonly SearchedShard[]): string[] {
  return ids.slice(offset, offset + limit).filter((id) => counted.some(({ documents }) => documents.has(id)));
}

function isPage(ids: readonly string[], page: readonly string[]): boolean {
  return ids.length === page.length && ids.every((id, n) => id === page[n]);
}

/** All subsets, the whole first. An index of a run has three shards at most. */
function subsets<Item>(items: readonly Item[]): Item[][] {
  const [first, ...rest] = items;
  if (first === undefined) return [[]];
  const others = subsets(rest);
  return [...others.map((some) => [first, ...some]), ...others];
}

/** The first few of a list, for people. */
function some(ids: readonly string[]): string {
  return ids.length === 0 ? 'none' : `${ids.slice(0, 5).join(' ')}${ids.length > 5 ? ' …' : ''}`;
}
