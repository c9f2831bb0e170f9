import { isAlike, type Outcome, outcomeOf, said, show } from './outcome.ts';
import { someOrder } from './some-order.ts';

/** Operations that were made at once, and what came of them. */
export interface Race<Operation> {
  readonly operations: readonly Operation[];
  /** By the same numbers. */
  readonly outcomes: readonly Outcome[];
  /** What was there when all had ended. */
  readonly after: Outcome;
  /** A model with what was there before. */
  begin(): Promise<{
    perform(operation: Operation): Promise<unknown>;
    read(): Promise<unknown>;
  }>;
}

/**
 * The operations in an order in which the model answers as they did and ends as they ended.
 * @throws {Error} that names them all when there is none.
 */
export async function explainRace<Operation>(race: Race<Operation>): Promise<readonly Operation[]> {
  const calls = race.operations.flatMap((operation, n) => {
    const outcome = race.outcomes[n];
    return outcome === undefined ? [] : [{ operation, outcome }];
  });
  const inOrder = (order: readonly number[]) => order.flatMap((n) => calls[n] ?? []);
  const order = await someOrder(calls.length, async (begun) => {
    const model = await race.begin();
    for (const { operation, outcome } of inOrder(begun))
      if (!isAlike(await outcomeOf(() => model.perform(operation)), outcome)) return false;
    return begun.length < calls.length || isAlike(await outcomeOf(() => model.read()), race.after);
  });
  if (order !== undefined) return inOrder(order).map(({ operation }) => operation);
  const lines = calls.map(({ operation, outcome }) => `  ${show(operation)} ${said(outcome)}`);
  throw new Error(
    ['no order explains these calls, made at once:', ...lines, `  reading ${said(race.after)}`].join('\n'),
  );
}
