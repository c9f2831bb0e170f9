import PQueue from 'p-queue';

/** Calls under way at a time for one answer: a list of many must not take all that the server has. */
const AT_ONCE = 16;

/** Results in the order of the items, a few of which are worked on at a time. @throws the first failure. */
export function mapConcurrently<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Promise<Result[]> {
  return new PQueue({ concurrency: AT_ONCE }).addAll(items.map((item) => () => work(item)));
}
