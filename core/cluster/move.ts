import { type ClusterState, type Move, copyKey, room } from './state.ts';

/** A move that cannot be made. */
export class BadMove extends Error {
  override readonly name = 'BadMove';
  readonly code: 'unknown_searcher' | 'not_held' | 'already_there' | 'no_room' | 'moving';
  constructor(code: BadMove['code'], message: string) {
    super(message);
    this.code = code;
  }
}

/**
 * The move of a pack from one searcher to another, as an event carries it.
 * @throws {BadMove} when one of them is not there, the pack is not on `from` or is on `to`, or `to` has no room.
 */
export function checkMove(
  state: ClusterState,
  of: { index: string; pack: string; from: string; to: string },
): Move {
  const from = state.searchers.get(of.from);
  const to = state.searchers.get(of.to);
  if (from === undefined || to === undefined) {
    throw new BadMove(
      'unknown_searcher',
      `searcher ${from === undefined ? of.from : of.to} is not registered`,
    );
  }
  const copy = from.copies.get(copyKey(of));
  if (copy?.state !== 'active') {
    throw new BadMove('not_held', `searcher ${of.from} does not serve pack ${of.pack} of index ${of.index}`);
  }
  if (to.copies.has(copyKey(of)))
    throw new BadMove('already_there', `searcher ${of.to} has pack ${of.pack} already`);
  if (room(to) < copy.bytes) {
    throw new BadMove(
      'no_room',
      `searcher ${of.to} has room for ${room(to)} bytes; the pack has ${copy.bytes}`,
    );
  }
  if (state.moves.length >= MOVES_MAX)
    throw new BadMove('moving', `${MOVES_MAX} moves are under way; try again later`);
  return { ...of, shard: copy.shard };
}

/** Each costs room on two searchers. */
const MOVES_MAX = 100;
