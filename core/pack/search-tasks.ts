import type { HitDetails, NearWord, ShardTyping, Suggestion } from '#ports/peer.ts';
import type { Statistics } from '#ports/question.ts';
import { type PackDetails, packDetails } from './details.ts';
import { PackHandles } from './pack-handles.ts';
import type { TunedQuery } from '../query/tuning.ts';
import { type PackHits, type PackSearch, searchPack, statisticsOf } from './search.ts';
import { renewPack } from './renew.ts';
import { verifyPack } from './verify.ts';
import { warmPack } from './warm.ts';

/**
 * What a searcher has done in its threads. Each thread keeps packs open from one query to the next; 64 of them hold
 * 128 MiB of pages at most, and 144 MiB of what was read from these last; what packs are looked at by takes some 30 bytes a document and 20 a word.
 */
const handles = new PackHandles({ handles: 64, bytes: 512 * 2 ** 20 });

export const searchTasks = {
  verify_pack: verifyPack,
  renew_pack: renewPack,

  /** Opens the pack in this thread and reads what most queries read. */
  warm_pack({ path }: { readonly path: string }): void {
    warmPack(handles.get(path));
  },

  search_pack({ path, ...request }: PackSearch & { readonly path: string }): PackHits {
    return searchPack(handles.get(path), request);
  },

  pack_statistics({ path, ...request }: TunedQuery & { readonly path: string }): Statistics {
    return statisticsOf(handles.get(path), request);
  },

  near_words({ path, words }: { readonly path: string; readonly words: readonly string[] }): NearWord[][] {
    const pack = handles.get(path);
    return words.map((word) => pack.near(word));
  },

  suggest({
    path,
    typed,
    most,
    hidden,
  }: Pick<ShardTyping, 'typed' | 'most' | 'hidden'> & { readonly path: string }): Suggestion[] {
    return handles.get(path).suggest(typed, most, hidden);
  },

  pack_details({ path, ...request }: PackDetails & { readonly path: string }): HitDetails[] {
    return packDetails(handles.get(path), request);
  },

  close_pack({ path }: { readonly path: string }): void {
    handles.close(path);
  },
};
export type SearchTasks = typeof searchTasks;
