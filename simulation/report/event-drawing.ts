import { type MessageOf, registry } from '#messages/registry.ts';
import { queueLabel } from '#runtime/queue-label.ts';
import type { QueueNames } from '#runtime/queue-names.ts';
import type { EventOf, WorldEvent } from '../kernel/event.ts';
import { WORLD_START_MS } from '../ports/sim-clock.ts';
import { crawlOfReport, crawlOfRow } from './crawl-of-row.ts';
import { leaseNote } from './lease-note.ts';
import { logText } from './log-text.ts';
import { moment } from './moment.ts';
import { readJson } from './read-json.ts';
import { rowNote } from './row-note.ts';
import type { Arrow } from './sequence-diagram.ts';
import { Vocabulary } from './vocabulary.ts';

/** A line of a trace, with whoever takes part by name. */
export type Drawing = (
  | { readonly from: string; readonly to: string; readonly label: string; readonly arrow: Arrow }
  | { readonly over: string; readonly text: string }
) & {
  /** The crawl that it is about, where it calls one by its short name. */
  readonly crawl?: NamedCrawl | undefined;
};

/** A crawl and what a trace calls it: `c1` for the first of a run. */
export interface NamedCrawl {
  readonly id: string;
  readonly name: string;
}

/** What lies outside of every process and is no queue. */
export const WEB = 'WWW';
export const OBJECTS = 'object store';
/** Who does what nobody does: faults befall, and laws are violated. */
export const WORLD = 'world';

type Of<Type extends WorldEvent['type']> = EventOf<Type> & Pick<WorldEvent, 'by' | 'at_ms'>;

/** Objects that a reader wants to see come and go. Those of pages are many, and the pages' rows tell of them. */
const SHOWN_OBJECTS = /^(?:packs|manifests|reports)\//;

/** Draws events, and remembers what it called whom: message 7 is `m7` wherever it comes up. */
export class EventDrawing {
  readonly #names: QueueNames;
  readonly #labelOf: (real: string) => string;
  readonly #vocabulary = new Vocabulary();
  readonly #messages = new Map<string, string>();

  readonly #registrations: boolean;
  /** Everybody who took part so far, drawn or not. */
  readonly participants = new Set([WORLD]);

  /** @param registrations whether messages by which searchers tell again and again that they are there are drawn. */
  constructor(names: QueueNames, registrations = true) {
    this.#names = names;
    this.#labelOf = queueLabel(names);
    this.#registrations = registrations;
  }

  /**
   * To be called with every event, drawn in the end or not: so names are the same in every part of a run.
   * @returns undefined for what a reader need not see.
   */
  draw(event: WorldEvent): Drawing | undefined {
    const drawing = this.#drawn(event);
    for (const name of namesOf(drawing)) this.participants.add(name);
    return this.#registrations || !('body' in event) || !isRegistration(event.body) ? drawing : undefined;
  }

  #drawn(event: WorldEvent): Drawing | undefined {
    const { by } = event;
    switch (event.type) {
      case 'sent':
        return this.#sent(event);
      case 'received':
        return this.#received(event);
      case 'deleted': {
        const label = this.#message(event.message_id);
        return { from: by, to: this.#queue(event.queue), label, arrow: '-x' };
      }
      case 'asked':
        return { from: by, to: WEB, label: `${event.url}: ${event.status ?? 'no answer'}`, arrow: '<<->>' };
      case 'answered':
        return { from: lifeless(event.router), to: by, label: answerText(event), arrow: '-->>' };
      case 'object_put':
      case 'object_deleted':
        return this.#object(event);
      case 'row':
        return this.#row(event);
      case 'peer_answered':
        return { over: by, text: `answers about ${event.index}, ${this.#vocabulary.pack(event.pack)}` };
      case 'client':
        return { over: by, text: `${event.action} ${event.detail}${event.accepted ? '' : ', failed'}` };
      case 'web_changed':
        return { over: WEB, text: `${event.url}: ${event.detail}` };
      case 'process':
        return { over: by, text: event.change.replaceAll('_', ' ') };
      case 'fault':
        return { over: by, text: `fault ${event.number}, ${event.kind}: ${event.detail}` };
      case 'faults_over':
        return { over: by, text: 'faults are over' };
      case 'log':
        return { over: by, text: logText(event.text) };
      case 'call':
      case 'disk':
        break;
    }
    return undefined;
  }

  #sent({ by, queue, message_id, body, delay_ms }: Of<'sent'>): Drawing {
    this.#nameSearcher(by, body);
    const delay = delay_ms > 0 ? `, in ${delay_ms} ms` : '';
    const label = `${this.#message(message_id)} ${this.#vocabulary.message(body)}${delay}`;
    return { from: by, to: this.#queue(queue), label, arrow: '->>' };
  }

  #received({ by, queue, message_id, body, receive_count }: Of<'received'>): Drawing {
    const again = receive_count > 1 ? `, delivery ${receive_count}` : '';
    const label = `${this.#message(message_id)} ${this.#vocabulary.message(body)}${again}`;
    return { from: this.#queue(queue), to: by, label, arrow: '-->>' };
  }

  #object({ type, by, key }: Of<'object_put'> | Of<'object_deleted'>): Drawing | undefined {
    if (!SHOWN_OBJECTS.test(key)) return undefined;
    const crawl = this.#crawl(crawlOfReport(key));
    const label = `${type === 'object_put' ? 'Put' : 'Delete'} ${this.#vocabulary.key(key)}`;
    return { from: by, to: OBJECTS, label, arrow: '->>', crawl };
  }

  #row({ by, at_ms, table, before, after }: Of<'row'>): Drawing | undefined {
    if (after === undefined) return undefined;
    const crawl = this.#crawl(crawlOfRow(table, after));
    const now_ms = WORLD_START_MS + at_ms;
    const text = leaseNote(table, before, after) ?? rowNote(table, before, after, now_ms, crawl?.name);
    return text === undefined ? undefined : { over: by, text, crawl };
  }

  #crawl(id: string | undefined): NamedCrawl | undefined {
    return id === undefined ? undefined : { id, name: this.#vocabulary.crawl(id) };
  }

  #message(message_id: string): string {
    const name = this.#messages.get(message_id) ?? `m${this.#messages.size + 1}`;
    this.#messages.set(message_id, name);
    return name;
  }

  #queue(real: string): string {
    const label = this.#labelOf(real);
    if (label !== 'searcher') return `${label} queue`;
    return `queue of ${this.#vocabulary.searcher(real.slice(this.#names.searcher('').length))}`;
  }

  /** Its id is new in each life: people know it by its process. */
  #nameSearcher(process: string, body: string): void {
    const registration = readRegistration(body);
    if (registration !== undefined) this.#vocabulary.nameSearcher(registration.searcher_id, process);
  }
}

function namesOf(drawing: Drawing | undefined): readonly string[] {
  if (drawing === undefined) return [];
  return 'over' in drawing ? [drawing.over] : [drawing.from, drawing.to];
}

function isRegistration(body: string): boolean {
  return readRegistration(body) !== undefined;
}

function readRegistration(body: string): MessageOf<'register'> | undefined {
  if (!body.includes(registry.register.type)) return undefined;
  return registry.register.schema.safeParse(readJson(body)).data;
}

/** Of `orchestrator-1#2`, the second life of a process, the process. */
function lifeless(router: string): string {
  return router.split('#')[0] ?? router;
}

function answerText({ query, index, answer, begun_at_ms }: EventOf<'answered'>): string {
  const asked = `"${query}" in ${index}, asked at ${moment(begun_at_ms)} ms`;
  if ('error' in answer) return `${asked}: ${answer.error}`;
  const { version, total, shards } = answer;
  return `${asked}: version ${version}, ${total} found, ${shards.answered} of ${shards.total} shards`;
}
