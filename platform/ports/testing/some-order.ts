/**
 * An order of operations that explains what they did at once, as linearizability asks: one after another they would have
 * answered the same, and left the same behind. `undefined` when there is none.
 *
 * Orders are tried depth first, and left as soon as their beginning does not fit: with up to six operations that is quick.
 * @param count of operations, which go by their numbers from 0.
 * @param fits whether these operations, from the state that was there, answer in this order as they did; when they are
 *   all, whether what is left behind is also the same.
 */
export async function someOrder(
  count: number,
  fits: (order: readonly number[]) => Promise<boolean>,
  begun: readonly number[] = [],
): Promise<readonly number[] | undefined> {
  if (begun.length > 0 && !(await fits(begun))) return undefined;
  if (begun.length === count) return begun;
  for (let next = 0; next < count; next++) {
    if (begun.includes(next)) continue;
    const order = await someOrder(count, fits, [...begun, next]);
    if (order !== undefined) return order;
  }
  return undefined;
}
