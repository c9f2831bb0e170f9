import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, it } from 'vitest';
import type { Queue } from './queue.ts';
import { MAX_COMMANDS, modelRuns } from './testing/model-runs.ts';
import { ModelledQueues } from './testing/modelled-queues.ts';
import type { QueueTraits } from './testing/modelled-queue.ts';
import { checkAll, queueCommands } from './testing/queue-commands.ts';
import { queuePlans } from './testing/queue-plans.ts';

/** What a run does or expects, unless the queue under test is known not to do it. */
export type QueueModelCase =
  | 'time passes'
  | 'a receive with a visibility of 0 counts nothing as in flight'
  | 'a receipt serves until the next delivery'
  | 'groups are served in turn'
  | 'a message of a standard queue has its group'
  | 'a peek shows all messages and changes nothing'
  | 'counts tell the oldest';

/** Cases that are left out, each with the reason. */
export type QueueModelGaps = Readonly<Partial<Record<QueueModelCase, string>>>;

/** A queue to be compared with the model. */
export interface ModelledSystem {
  readonly queue: Queue;
  /** The clock that the queue goes by; needed unless `time passes` is left out. */
  readonly clock?: { now(): number; advance(ms: number): Promise<void> };
  readonly dispose: () => Promise<void>;
}

export interface QueueModelOptions {
  /** Runs, before `MODEL_RUNS` multiplies them. */
  readonly runs: number;
  readonly gaps?: QueueModelGaps;
}

/**
 * Declares that a queue does what a model of {@link Queue} allows, whatever is done with it. `make` is called once; every
 * run has queues of its own. A failure tells its seed, which `MODEL_SEED` repeats, and the fewest commands that show it.
 */
export function queueModel(
  name: string,
  make: () => Promise<ModelledSystem>,
  { runs, gaps = {} }: QueueModelOptions,
): void {
  const { parameters, timeout_ms } = modelRuns(runs);
  describe(`${name} does what the model of Queue allows`, () => {
    let system: ModelledSystem;
    beforeAll(async () => {
      system = await make();
    });
    afterAll(() => system.dispose());

    // oxlint-disable-next-line vitest/expect-expect -- what is expected is in the model
    it('whatever is done, in whatever order', { timeout: timeout_ms }, () =>
      compareWithModel(system, gaps, parameters),
    );
  });
}

/** @throws {Error} when the queue did what the model does not allow. */
export async function compareWithModel(
  { queue, clock }: Omit<ModelledSystem, 'dispose'>,
  gaps: QueueModelGaps,
  parameters: fc.Parameters<unknown>,
): Promise<void> {
  const has = (one: QueueModelCase): boolean => gaps[one] === undefined;
  const traits: QueueTraits = {
    late_receipts: has('a receipt serves until the next delivery'),
    turns: has('groups are served in turn'),
    standard_groups: has('a message of a standard queue has its group'),
    tells_oldest: has('counts tell the oldest'),
  };
  const peeks = has('a peek shows all messages and changes nothing');
  const passes = has('time passes');
  const hidesNothing = has('a receive with a visibility of 0 counts nothing as in flight');
  const command = queueCommands(queuePlans({ passes, hidesNothing }), { peeks, passes });
  const advance = async (ms: number): Promise<void> => {
    if (clock === undefined) throw new Error('where time passes the model needs the clock of the queue');
    await clock.advance(ms);
  };
  const real = { queue, advance };
  let made = 0;

  /** Queues of a run's own, one of each kind made. */
  async function begin(): Promise<ModelledQueues> {
    made += 1;
    const model = new ModelledQueues(`model-${process.pid}-${made}-`, traits, clock && (() => clock.now()));
    for (const name of ['a', 'b.fifo'].map((planned) => model.named(planned))) {
      await queue.create(name);
      model.create(name);
    }
    return model;
  }

  const run = fc.commands([command], { maxCommands: MAX_COMMANDS, size: 'max' });
  const allowed = fc.asyncProperty(run, async (commands) => {
    const model = await begin();
    await fc.asyncModelRun(() => ({ model, real }), commands);
    await checkAll(model, real, { peeks });
    for (const name of model.names()) await queue.remove(name);
  });
  await fc.assert(allowed, parameters);
}
