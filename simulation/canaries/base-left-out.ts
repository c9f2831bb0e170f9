import type { PackTasks } from '#core/pack/tasks.ts';
import type { Compute } from '#ports/compute.ts';
import type { Canary } from './canary.ts';
import { overlay } from './overlay.ts';

/** Whoever posts one page anew loses all others of its shard. */
export const baseLeftOut: Canary = {
  name: 'base-left-out',
  breaks: 'the new pack of a shard has what changed, and nothing of the pack before',
  caught_by: ['I12'],
  surroundings: (surroundings) =>
    overlay(surroundings, {
      openPackThreads: (threads) => withoutBase(surroundings.openPackThreads(threads)),
    }),
};

/** Threads that build every pack from its changes alone. */
export function withoutBase(threads: Compute<PackTasks>): Compute<PackTasks> {
  return overlay(threads, {
    run(name, input, options) {
      const bugged = name === 'build_pack' ? { ...input, base: undefined } : input;
      return threads.run(name, bugged, options);
    },
  });
}
