import { pipeline } from 'node:stream';
import { constants, createZstdDecompress } from 'node:zlib';
import { errorCode } from '#adapters/shared/error-code.ts';
import { NotZstd, type Unzstd } from '#ports/unzstd.ts';

/** The window is what the decoder keeps in memory: 2^27 bytes at most, as zstd's own tool has it. */
const MAX_WINDOW_LOG = 27;
const PIECE_BYTES = 2 ** 18;

/** zstd of this Node. */
export const unzstd: Unzstd = async function* (source) {
  const zstd = createZstdDecompress({
    chunkSize: PIECE_BYTES,
    params: { [constants.ZSTD_d_windowLogMax]: MAX_WINDOW_LOG },
  });
  try {
    // What fails on the way, the source too, comes out of the last stream.
    const pieces: AsyncIterable<Uint8Array> = pipeline(source, zstd, () => undefined);
    yield* pieces;
  } catch (cause) {
    if (isZstdError(cause)) throw new NotZstd({ cause });
    throw cause;
  }
};

function isZstdError(error: unknown): boolean {
  const code = errorCode(error);
  return code.startsWith('ZSTD_') || code === 'Z_BUF_ERROR';
}
