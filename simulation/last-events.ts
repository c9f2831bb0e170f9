import type { WorldEvent } from './kernel/event.ts';
import { count } from './report/count.ts';

/** Events that are looked at, the newest. */
const MOST = 10_000;
/** Kinds of events that are told of. */
const TOLD = 8;

/** What a run did most of late: of one that comes to no end, where it goes round. */
export class LastEvents {
  readonly #events: WorldEvent[] = [];
  #added = 0;

  add(event: WorldEvent): void {
    // In no digest, and so in no number of events either.
    if (event.type === 'log') return;
    this.#events[this.#added % MOST] = event;
    this.#added += 1;
  }

  /** As the end of a sentence: the kinds of the last events, the most frequent first. */
  text(): string {
    const counts = new Map<string, number>();
    for (const event of this.#events) {
      const kind = kindOf(event);
      counts.set(kind, (counts.get(kind) ?? 0) + 1);
    }
    // Of two that are as frequent, the one that came first: a sort keeps their order.
    const most = [...counts].toSorted(([, a], [, b]) => b - a).slice(0, TOLD);
    const told = most.map(([kind, times]) => `${count(times)} ${kind}`).join(', ');
    return `of the last ${count(this.#events.length)} events were ${told}`;
  }
}

function kindOf(event: WorldEvent): string {
  if (event.type === 'call') return `${event.service}.${event.operation} by ${event.by}`;
  if (event.type === 'row') return `row of ${event.table} by ${event.by}`;
  const where = 'queue' in event ? ` in ${event.queue}` : '';
  return `${event.type}${where} by ${event.by}`;
}
