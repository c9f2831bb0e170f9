import { isMessageType } from '#messages/registry.ts';
import { readDeadLetter } from '#runtime/dead-letter.ts';
import type { EventOf, WorldEvent } from '../kernel/event.ts';
import { readClientAction } from '../script/client-actions.ts';
import { type Mark, TOPICS, type Topic } from './coverage-topics.ts';
import { OverruledRests } from './overruled-rests.ts';
import { readJson } from './read-json.ts';
import { rowMarks } from './row-marks.ts';

/** How often each thing happened in a run, by its {@link Topic}. Plain data. */
export type Coverage = Readonly<Record<string, Readonly<Record<string, number>>>>;

/** Names per topic; what comes after them is counted together. Topics that are lists never have so many. */
const MOST_NAMES = 200;
const OTHERS = 'others';
/** As runtime/queue-names has it. */
const DEAD_LETTERS = /-dead(?:\.fifo)?$/;

/** Counts what a run comes by: how much of the machine it moved. */
export class CoverageCollector {
  readonly #counts: ReadonlyMap<Topic, Map<string, number>> = new Map(
    TOPICS.map((topic) => [topic, new Map()]),
  );

  readonly #overruled = new OverruledRests();

  add(event: WorldEvent): void {
    if (this.#overruled.on(event)) this.#count('pages', 'rest overruled');
    for (const [topic, name] of marksOf(event)) this.#count(topic, name);
  }

  /** What was counted until now: topics in their order, names by the alphabet. */
  coverage(): Coverage {
    return Object.fromEntries([...this.#counts].map(([topic, counts]) => [topic, sorted(counts)]));
  }

  #count(topic: Topic, name: string): void {
    const counts = this.#counts.get(topic);
    if (counts === undefined) throw new TypeError(`coverage has no topic "${topic}"`);
    const kept = counts.has(name) || counts.size < MOST_NAMES ? name : OTHERS;
    counts.set(kept, (counts.get(kept) ?? 0) + 1);
  }
}

function marksOf(event: WorldEvent): readonly Mark[] {
  switch (event.type) {
    case 'row':
      return rowMarks(event);
    case 'sent':
      return sentMarks(event);
    case 'received':
      return [
        ['messages received', typeOf(event.body)],
        ...(event.receive_count > 1 ? [['messages', 'delivered again'] as const] : []),
      ];
    case 'deleted':
      return [['messages', 'deleted']];
    case 'asked':
      return [['answers of the web', event.status === undefined ? 'none' : String(event.status)]];
    case 'answered':
      return [['searches', answerName(event.answer)]];
    case 'client':
      return clientMarks(event);
    case 'process':
      return [
        ['processes', event.change],
        ...event.roles.map((role) => ['processes', `${role} ${event.change}`] as const),
      ];
    case 'fault':
      return [['faults', event.kind]];
    case 'call':
      return [['calls', `${event.service}.${event.operation}`]];
    case 'object_put':
    case 'object_deleted':
      return [
        ['objects', `${event.key.split('/')[0] ?? ''} ${event.type === 'object_put' ? 'put' : 'deleted'}`],
      ];
    case 'peer_answered':
    case 'web_changed':
    case 'faults_over':
    case 'disk':
    case 'log':
      break;
  }
  return [];
}

function sentMarks({ queue, body, delay_ms }: EventOf<'sent'>): readonly Mark[] {
  if (DEAD_LETTERS.test(queue))
    return [['messages', `dead: ${readDeadLetter(body)?.code ?? 'without a reason'}`]];
  return delay_ms > 0 ? [['messages', 'sent with a delay']] : [];
}

function clientMarks(event: EventOf<'client'>): readonly Mark[] {
  const told = readClientAction(event);
  // An action is told as it begins, too.
  if (told?.phase === 'begins') return [];
  // Names of what is done several times say how often.
  const action = event.action.replaceAll(/\d+/g, 'some');
  return [['actions', event.accepted ? action : `${action}, failed`]];
}

function answerName(answer: EventOf<'answered'>['answer']): string {
  if ('error' in answer) return answer.error;
  if (answer.shards.answered < answer.shards.total) return 'some shards';
  return answer.total === 0 ? 'nothing found' : 'documents found';
}

/** The type that a body says it has; clients post what has none, or one that there is not. */
function typeOf(body: string): string {
  const json = readJson(body);
  const type = typeof json === 'object' && json !== null && 'type' in json ? json.type : undefined;
  if (typeof type !== 'string') return 'no type';
  return isMessageType(type) ? type : 'unknown type';
}

function sorted(counts: ReadonlyMap<string, number>): Record<string, number> {
  // By code units: the same on every machine.
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
