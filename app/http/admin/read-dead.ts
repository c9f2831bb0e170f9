import { type DeadMessage, peekDead } from '#app/dead-letters.ts';
import { QueueMissing } from '#ports/queue.ts';
import type { HttpServices } from '../services.ts';
import type { DeadState, Listed, QueueState } from './admin-state.ts';
import type { NamedQueue } from './read-queues.ts';

const MOST_DEAD = 100;
/** Of a body and of a reason, characters shown; the API has all of the body. */
const LONGEST_BODY = 4000;
const LONGEST_REASON = 1000;

/** Dead letters of queues of which it is known how many they have. */
export async function readDead(
  services: Pick<HttpServices, 'queue'>,
  named: readonly NamedQueue[],
  counted: readonly QueueState[],
): Promise<Listed<DeadState>> {
  const items: DeadState[] = [];
  for (const { queue, dead } of counted) {
    const name = named.find((each) => each.queue === queue)?.dead;
    if (dead === 0 || name === undefined || items.length >= MOST_DEAD) continue;
    items.push(...(await peek(services, name, MOST_DEAD - items.length)).map(deadState));
  }
  const total = counted.reduce((sum, { dead }) => sum + dead, 0);
  return { items, total: Math.max(total, items.length), cut: total > items.length };
}

async function peek(
  services: Pick<HttpServices, 'queue'>,
  name: string,
  limit: number,
): Promise<DeadMessage[]> {
  try {
    return await peekDead(services, name, limit);
  } catch (error) {
    // The queue of a searcher goes with its last letter.
    if (error instanceof QueueMissing) return [];
    throw error;
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
