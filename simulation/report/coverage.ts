import { deadLetter } from '#runtime/dead-letter.ts';
import type { QueueNames } from '#runtime/queue-names.ts';
import type { EventOf, Observer, WorldEvent } from '../kernel/event.ts';
import { readClientAction } from '../script/client-actions.ts';
import { type Mark, TOPICS, type Topic } from './coverage-topics.ts';
import { rowMarks } from './row-marks.ts';

/** How often each thing happened in a run, by its topic. Plain data. */
export type Coverage = Readonly<Record<Topic, Readonly<Record<string, number>>>>;

/** Names per topic; what comes after them is counted together. Topics that are lists never have so many. */
const MOST_NAMES = 200;
const OTHERS = 'others';

/** Counts what a run comes by: how much of the machine it moved. */
export class CoverageCount {
  readonly #deadLetters: ReadonlySet<string>;
  readonly #counts: ReadonlyMap<Topic, Map<string, number>>;

  constructor(names: QueueNames) {
    this.#deadLetters = new Set(names.work.map(({ dead }) => dead));
    this.#counts = new Map(TOPICS.map((topic) => [topic, new Map()]));
  }

  readonly observe: Observer = (event) => {
    for (const [topic, name] of marksOf(event, this.#deadLetters)) this.#count(topic, name);
  };

  /** What was counted until now: topics in their order, names by the alphabet. */
  coverage(): Coverage {
    const entries = [...this.#counts].map(([topic, counts]) => [topic, sorted(counts)] as const);
    // Every topic has an entry since the constructor.
    return Object.fromEntries(entries) as Coverage;
  }

  #count(topic: Topic, name: string): void {
    const counts = this.#counts.get(topic);
    if (counts === undefined) throw new TypeError(`coverage has no topic "${topic}"`);
    const kept = counts.has(name) || counts.size < MOST_NAMES ? name : OTHERS;
    counts.set(kept, (counts.get(kept) ?? 0) + 1);
  }
}

function marksOf(event: WorldEvent, deadLetters: ReadonlySet<string>): readonly Mark[] {
  switch (event.type) {
    case 'row':
      return rowMarks(event);
    case 'sent':
      return sentMarks(event, deadLetters);
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
      return [['objects', `${event.key.split('/')[0] ?? ''} ${event.type === 'object_put' ? 'put' : 'deleted'}`]];
    case 'peer_answered':
    case 'web_changed':
    case 'disk':
    case 'log':
      return [];
  }
}

function sentMarks({ queue, body, delay_ms }: EventOf<'sent'>, deadLetters: ReadonlySet<string>): readonly Mark[] {
  if (deadLetters.has(queue)) {
    const letter = deadLetter.safeParse(readJson(body)).data;
    return [['messages', `dead: ${letter?.code ?? 'without a reason'}`]];
  }
  return delay_ms > 0 ? [['messages', 'sent with a delay']] : [];
}

function clientMarks(event: EventOf<'client'>): readonly Mark[] {
  const told = readClientAction(event);
  // An action is told as it begins, too.
  if (told?.phase === 'begins') return [];
  return [['actions', event.accepted ? event.action : `${event.action}, failed`]];
}

function answerName(answer: EventOf<'answered'>['answer']): string {
  if ('error' in answer) return answer.error;
  if (answer.shards.answered < answer.shards.total) return 'some shards';
  return answer.total === 0 ? 'nothing found' : 'documents found';
}

/** The type that a body says it has; `no message` for one that says none. */
function typeOf(body: string): string {
  const json = readJson(body);
  const type = typeof json === 'object' && json !== null && 'type' in json ? json.type : undefined;
  return typeof type === 'string' ? type : 'no message';
}

/** Clients post what is no JSON, on purpose: that is `undefined`. */
function readJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function sorted(counts: ReadonlyMap<string, number>): Record<string, number> {
  // By code units: the same on every machine.
  return Object.fromEntries([...counts].sort(([a], [b]) => (a < b ? -1 : 1)));
}
