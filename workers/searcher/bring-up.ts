import { fetchPack } from '#core/pack/fetch-pack.ts';
import type { MessageOf } from '#messages/registry.ts';
import type { Handling } from '#runtime/worker.ts';
import { failureCode } from './failure-code.ts';
import { MAX_PACKS } from './served-packs.ts';
import type { SearcherState } from './worker.ts';

/** A download may be damaged on its way; what is damaged twice is damaged where it lies. */
const ATTEMPTS = 2;

/**
 * Fetches a pack, checks it, opens it in every thread, warms it and serves it: beside whatever is served already.
 * Does nothing more than note the holder when it is served.
 * @throws {NoRoom} {@link ObjectMissing} {@link CorruptPack} {@link ForeignPack}; nothing of the pack is left then.
 */
export async function bringUp(
  state: SearcherState,
  message: MessageOf<'load'>,
  handling: Pick<Handling, 'signal' | 'log'>,
): Promise<void> {
  const { served, files } = state;
  const { pack, index, shard } = message;
  if (served.has(pack)) {
    served.add(pack, files.path(pack), { index, shard });
    return files.writeHolders(pack, served.holders(pack));
  }
  if (served.size >= MAX_PACKS) throw new TooManyPacks();
  await fetchChecked(state, message, handling);
  try {
    await files.keep(pack, [{ index, shard }]);
    await state.queries.broadcast('warm_pack', { path: files.path(pack) });
  } catch (error) {
    await files.remove(pack);
    // Some threads may have it open already, and an open file keeps its room.
    await state.queries.broadcast('close_pack', { path: files.path(pack) });
    throw error;
  }
  served.add(pack, files.path(pack), { index, shard });
}

async function fetchChecked(
  state: SearcherState,
  message: MessageOf<'load'>,
  handling: Pick<Handling, 'signal' | 'log'>,
): Promise<void> {
  const { pack, bytes, key } = message;
  const { signal, log } = handling;
  const { files } = state;
  const reservation = await state.room.reserve(bytes);
  try {
    for (let attempt = 1; ; attempt += 1) {
      try {
        reservation.wrote(0);
        await fetchPack({
          objects: state.objects,
          unzstd: state.unzstd,
          folder: state.scratch,
          pack: { key, sha256: pack, bytes },
          name: files.partName(pack),
          signal,
          onProgress: (written) => reservation.wrote(written),
        });
        const path = files.partPath(pack);
        await state.checks.run('verify_pack', { path }, { signal });
        await state.checks.run('renew_pack', { path }, { signal });
        return;
      } catch (error) {
        if (attempt === ATTEMPTS || failureCode(error) !== 'corrupt') throw error;
        log.warn({ err: error, pack, key }, 'the pack arrived damaged; fetching it once more');
      }
    }
  } catch (error) {
    await files.removePart(pack);
    throw error;
  } finally {
    reservation.release();
  }
}

class TooManyPacks extends Error {
  override readonly name = 'TooManyPacks';
  readonly code = 'no_room';
  constructor() {
    super(`this searcher serves ${MAX_PACKS} packs, the most there may be; start another searcher`);
  }
}
