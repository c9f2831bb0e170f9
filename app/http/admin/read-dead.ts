import { type DeadMessage, peekDead } from '#app/dead-letters/dead-letters.ts';
import { type NamedQueue } from '#app/named-queues.ts';
import type { HttpServices } from '../services.ts';
import type { DeadState, Listed, QueueState } from './admin-state.ts';

const MOST_DEAD = 100;
/** Of a body and of a reason, characters shown; the API has all of the body. */
const LONGEST_BODY = 4000;
const LONGEST_REASON = 1000;
/** From one look at a queue to the next. Each hides its letters from others for a moment, and SQS then counts anew. */
const PEEK_MS = 30_000;

type Ports = Pick<HttpServices, 'queue' | 'clock'>;

interface Seen {
  /** How many it was said to have. */
  counted: number;
  readonly at_ms: number;
  letters: readonly DeadState[];
}

/**
 * Dead letters, by queue. On SQS they can be seen only by receiving them: a queue is looked at when it has another number of
 * them than before, and not again for half a minute.
 */
export class DeadReader {
  readonly #ports: Ports;
  #seen = new Map<string, Seen>();

  constructor(ports: Ports) {
    this.#ports = ports;
  }

  /** The next read looks at every queue: something was just changed. */
  forget(): void {
    this.#seen = new Map();
  }

  /** Dead letters of queues of which it is known how many they have. */
  async read(named: readonly NamedQueue[], counted: readonly QueueState[]): Promise<Listed<DeadState>> {
    const items: DeadState[] = [];
    for (const { queue, dead } of counted) {
      const name = named.find((each) => each.queue === queue)?.dead;
      if (name === undefined || items.length >= MOST_DEAD) continue;
      if (dead === 0) this.#noteEmpty(name);
      else items.push(...(await this.#look(name, dead)));
    }
    const total = counted.reduce((sum, { dead }) => sum + dead, 0);
    const shown = items.slice(0, MOST_DEAD);
    return { items: shown, total: Math.max(total, shown.length), cut: total > shown.length };
  }

  /** As many as before may be others then. */
  #noteEmpty(name: string): void {
    const seen = this.#seen.get(name);
    if (seen !== undefined) seen.counted = 0;
  }

  async #look(name: string, counted: number): Promise<readonly DeadState[]> {
    const now_ms = this.#ports.clock.monotonic();
    const before = this.#seen.get(name);
    if (before !== undefined && (before.counted === counted || now_ms - before.at_ms < PEEK_MS))
      return before.letters;
    const seen: Seen = { counted, at_ms: now_ms, letters: [] };
    // Noted before, and in what was there before: should something be changed meanwhile, this look is forgotten too.
    const all = this.#seen;
    all.set(name, seen);
    try {
      seen.letters = (await peekDead(this.#ports, name, MOST_DEAD)).map(deadState);
    } catch (error) {
      all.delete(name);
      throw error;
    }
    return seen.letters;
  }
}

function deadState({ id, queue, letter, body }: DeadMessage): DeadState {
  return {
    id,
    queue: letter?.queue ?? queue,
    type: typeOf(body),
    code: letter?.code ?? 'moved',
    reason: (letter?.reason ?? 'the queue service moved it: it was delivered too often').slice(
      0,
      LONGEST_REASON,
    ),
    failures: letter?.failures ?? null,
    died_at_ms: letter?.died_at_ms ?? null,
    body: body.slice(0, LONGEST_BODY),
    body_cut: body.length > LONGEST_BODY,
  };
}

/** What a body says of itself: a dead letter need not be a message. */
function typeOf(body: string): string | null {
  try {
    const json: unknown = JSON.parse(body);
    const type = typeof json === 'object' && json !== null && 'type' in json ? json.type : undefined;
    return typeof type === 'string' ? type.slice(0, 100) : null;
  } catch (error) {
    if (error instanceof SyntaxError) return null;
    throw error;
  }
}
