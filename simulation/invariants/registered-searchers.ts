import type { MessageOf } from '#messages/registry.ts';
import { asMessage } from '../as-message.ts';
import type { WorldEvent } from '../kernel/event.ts';

/** What a searcher said of itself last. */
export type Registration = MessageOf<'register'>;

interface Known {
  readonly process: string;
  readonly said: Registration;
  /** False when it said goodbye, or its process ended. */
  readonly lives: boolean;
}

/** The searchers that live: known from the registrations that they send. */
export class RegisteredSearchers {
  /** Real name of the queue that registrations go to. */
  readonly #queue: string;
  /** By their ids, which are new in each life of a process. */
  readonly #searchers = new Map<string, Known>();

  constructor(queue: string) {
    this.#queue = queue;
  }

  on(event: WorldEvent): void {
    if (event.type === 'process') {
      if (['stopped', 'crashed', 'started'].includes(event.change)) this.#end(event.by);
      return;
    }
    if (event.type !== 'sent' || event.queue !== this.#queue) return;
    const said = asMessage(event.body);
    if (said?.type !== 'register') return;
    const known = this.#searchers.get(said.searcher_id);
    // What comes twice, or is put off by who received it, is sent by others; the first is its own.
    if (known !== undefined && known.said.sequence >= said.sequence) return;
    const lives = known?.lives !== false && said.leaving !== true;
    this.#searchers.set(said.searcher_id, { process: known?.process ?? event.by, said, lives });
  }

  /** In the order of the names of their processes. */
  all(): readonly (readonly [process: string, Registration])[] {
    return [...this.#searchers.values()]
      .filter(({ lives }) => lives)
      .map(({ process, said }) => [process, said] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1));
  }

  #end(process: string): void {
    for (const [id, known] of this.#searchers)
      if (known.process === process) this.#searchers.set(id, { ...known, lives: false });
  }
}
