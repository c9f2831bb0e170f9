import { QUEUES } from '#messages/message.ts';
import type { QueueNames } from './queue-names.ts';

/**
 * Names a real queue for a metric: a logical name, with `-dead` behind it for its dead letters. The queues of searchers,
 * whose names hold ids, are one; what is not ours is `other`.
 */
export function queueLabel(names: QueueNames): (real: string) => string {
  const known = new Map(
    QUEUES.flatMap((queue) => [
      [names.of(queue), queue],
      [names.dead(names.of(queue)), `${queue}-dead`],
    ]),
  );
  const searchers = names.searcher('');
  const dead = names.dead('');
  return (real) => {
    const label = known.get(real);
    if (label !== undefined) return label;
    if (!real.startsWith(searchers)) return 'other';
    return real.endsWith(dead) ? `searcher${dead}` : 'searcher';
  };
}
