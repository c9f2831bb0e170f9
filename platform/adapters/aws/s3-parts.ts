/** Of every part but the last. S3 takes parts from 5 MiB; stand-ins refuse bodies above 11 MiB. */
export const PART_BYTES = 8 * 1024 * 1024;

/** A body in parts of {@link PART_BYTES}, the last one shorter; none when it is empty. Each has its own memory. */
export async function* partsOf(
  body: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array> {
  let part = Buffer.allocUnsafeSlow(PART_BYTES);
  let filled = 0;
  for await (const chunk of body) {
    signal?.throwIfAborted();
    for (let taken = 0; taken < chunk.length;) {
      const bytes = Math.min(chunk.length - taken, PART_BYTES - filled);
      part.set(chunk.subarray(taken, taken + bytes), filled);
      taken += bytes;
      filled += bytes;
      if (filled < PART_BYTES) continue;
      yield part;
      part = Buffer.allocUnsafeSlow(PART_BYTES);
      filled = 0;
    }
  }
  signal?.throwIfAborted();
  if (filled > 0) yield part.subarray(0, filled);
}

/** Memory in parts of {@link PART_BYTES}, which are views of it. */
export async function* viewsOf(body: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < body.length; at += PART_BYTES) yield body.subarray(at, at + PART_BYTES);
}
