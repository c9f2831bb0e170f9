import type { PackRef } from '#core/pack/manifest.ts';
import type { ClientAnswer, EventOf } from '../kernel/event.ts';
import type { Documents } from './pack-documents.ts';
import type { SearchedPacks } from './searched-packs.ts';

/** A shard of the version that was searched. */
export interface SearchedShard {
  readonly pack: PackRef;
  readonly bytes: Uint8Array;
  readonly documents: Documents;
}

type Question = Pick<EventOf<'answered'>, 'query' | 'limit' | 'offset'>;

/**
 * What is wrong with total and hits of an answer: they must be what a router can lawfully say when as many shards answered
 * as it says, whichever these are. Words are weighed by what all shards told, or those that did. It cuts out its page, by
 * offset and limit, before it asks for the details of the hits: a shard that is silent then leaves a gap, and counts as
 * silent in the total.
 */
export function wrongRanking(
  searched: SearchedPacks,
  question: Question,
  answer: ClientAnswer,
  shards: readonly SearchedShard[],
): string | undefined {
  const { query } = question;
  const isTold = (counted: readonly SearchedShard[], weighed: readonly SearchedShard[]): boolean =>
    searched.search(counted, query, weighed).total === answer.total;
  for (const weighed of subsets(shards).filter(({ length }) => length >= answer.shards.answered))
    for (const heard of subsets(weighed).filter(({ length }) => length >= answer.shards.answered)) {
      const { hits } = searched.search(heard, query, weighed);
      for (const counted of subsets(heard).filter(({ length }) => length === answer.shards.answered))
        if (isPage(answer.ids, pageOf(hits, question, counted)) && isTold(counted, weighed)) return undefined;
    }
  const { total, hits } = searched.search(shards, query, shards);
  const { offset, limit } = question;
  return `it found ${answer.total} documents, ${some(answer.ids)} (${limit} from ${offset}); its packs have ${total}, ${some(hits.map(({ id }) => id))}`;
}

/** The page of a ranking, without the hits of shards that do not count. */
function pageOf(
  hits: readonly { readonly id: string }[],
  { offset, limit }: Question,
  counted: readonly SearchedShard[],
): string[] {
  return hits
    .slice(offset, offset + limit)
    .flatMap(({ id }) => (counted.some(({ documents }) => documents.has(id)) ? [id] : []));
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
