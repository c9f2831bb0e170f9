import { QUEUES } from '#messages/message.ts';
import { queueNames } from '#runtime/queue-names.ts';

/** Real names of the queues that are there from the start, each with that of its dead letters. */
export function queuePairs(prefix: string): { readonly queue: string; readonly dead: string }[] {
  const names = queueNames(prefix);
  return QUEUES.map((logical) => ({ queue: names.of(logical), dead: names.dead(names.of(logical)) }));
}
