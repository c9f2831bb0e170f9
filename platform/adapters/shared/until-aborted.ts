/**
 * The chunks until the signal aborts, then its reason is thrown: whatever the source does, one that stalls is not
 * waited for.
 */
export async function* untilAborted(
  chunks: AsyncIterable<Uint8Array>,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const source = chunks[Symbol.asyncIterator]();
  let isOver = false;
  try {
    for (;;) {
      const next = await unlessAborted(source.next(), signal);
      if (next.done === true) {
        isOver = true;
        return;
      }
      yield next.value;
    }
  } finally {
    // A source that stalls ends no sooner than it would have gone on.
    if (!isOver) await unlessAborted(Promise.resolve(source.return?.()), signal);
  }
}

/** Its result, or the signal's reason once that aborts. What the work throws after that is nobody's any more. */
async function unlessAborted<Result>(work: Promise<Result>, signal: AbortSignal): Promise<Result> {
  // A promise of its own for each: one for all would keep every result, and so every chunk, until it settles.
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  if (signal.aborted) abort();
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}
