import type { PackTasks } from '#core/pack/tasks.ts';
import type { Compute } from '#ports/compute.ts';
import type { Canary } from './canary.ts';
import { overlay } from './overlay.ts';

/** The gate never learns that a golden query has an answer, and so not that it loses one. */
export const goldenUnasked: Canary = {
  name: 'golden-unasked',
  breaks: 'golden queries are asked of no pack, and none seems to have an answer to lose',
  caught_by: ['I13'],
  surroundings: (surroundings) =>
    overlay(surroundings, {
      openPackThreads: (threads) => withoutAnswers(surroundings.openPackThreads(threads)),
    }),
};

/** Threads to which every pack has no answer to any question. */
export function withoutAnswers(threads: Compute<PackTasks>): Compute<PackTasks> {
  return overlay(threads, {
    run(name, input, options) {
      const bugged = name === 'ask_pack' ? { ...input, questions: [] } : input;
      return threads.run(name, bugged, options);
    },
  });
}
