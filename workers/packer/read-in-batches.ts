/** What is read at once. */
const READS = 16;

/** What a batch has at most. */
export interface BatchBounds {
  readonly most: number;
  /** Together; one more item is in the batch that reaches them. */
  readonly most_chars: number;
}

/**
 * Reads what belongs to some items, a few at a time, and gives it in their order, in batches of a bounded size: texts may
 * be short or have millions of characters. Memory holds a batch, and what is read ahead.
 * @param read gives `undefined` for what is to be left out.
 * @throws the first failure of `read`, or what the signal was aborted with.
 */
export async function* readInBatches<Item, Found>(
  items: Iterable<Item>,
  read: (item: Item) => Promise<Found | undefined>,
  charsOf: (found: Found) => number,
  { most, most_chars, signal }: BatchBounds & { readonly signal: AbortSignal },
): AsyncGenerator<Found[]> {
  let batch: Found[] = [];
  let chars = 0;
  for await (const found of readAhead(items, read, signal)) {
    if (found === undefined) continue;
    batch.push(found);
    chars += charsOf(found);
    if (batch.length < most && chars < most_chars) continue;
    yield batch;
    [batch, chars] = [[], 0];
  }
  if (batch.length > 0) yield batch;
}

async function* readAhead<Item, Found>(
  items: Iterable<Item>,
  read: (item: Item) => Promise<Found>,
  signal: AbortSignal,
): AsyncGenerator<Found> {
  const under_way: Promise<Found>[] = [];
  for (const item of items) {
    signal.throwIfAborted();
    const reading = read(item);
    // Should one before it fail, nobody waits for this one any more.
    reading.catch(() => undefined);
    under_way.push(reading);
    const first = under_way.length < READS ? undefined : under_way.shift();
    if (first !== undefined) yield await first;
  }
  for (const reading of under_way) yield await reading;
}
