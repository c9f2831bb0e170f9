import type { MessageOf } from '#messages/registry.ts';
import type { SearcherState } from './worker.ts';

type Answer = Omit<MessageOf<'loaded'>, 'type'>;

/** The keys that every answer to `load` and `unload` has. */
export async function answerTo(
  state: Pick<SearcherState, 'id' | 'room'>,
  { index, shard, pack }: { readonly index: string; readonly shard: string; readonly pack: string },
): Promise<Pick<Answer, 'searcher_id' | 'index' | 'shard' | 'pack' | 'free_space'>> {
  return { searcher_id: state.id, index, shard, pack, free_space: await state.room.freeMb() };
}
