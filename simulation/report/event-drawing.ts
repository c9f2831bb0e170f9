import { checkMessage } from '#messages/registry.ts';
import { queueLabel } from '#runtime/queue-label.ts';
import type { QueueNames } from '#runtime/queue-names.ts';
import type { EventOf, WorldEvent } from '../kernel/event.ts';
import { WORLD_START_MS } from '../ports/sim-clock.ts';
import { type Drawing, OBJECTS, WEB } from './drawing.ts';
import { logText } from './log-text.ts';
import { rowNote } from './row-note.ts';
import { Vocabulary } from './vocabulary.ts';

/** Objects that a reader of a trace wants to see come and go; those of pages are many, and their rows tell of them. */
const SHOWN_OBJECTS = /^(?:packs|manifests|reports)\//;

/** Draws events, and remembers what it called whom: message 7 is `m7` wherever it comes up. */
export class EventDrawing {
  readonly #names: QueueNames;
  readonly #labelOf: (real: string) => string;
  readonly #vocabulary = new Vocabulary();
  readonly #messages = new Map<string, string>();

  constructor(names: QueueNames) {
    this.#names = names;
    this.#labelOf = queueLabel(names);
  }

  /** @returns undefined for what is not drawn. To be called with every event, so that names are the same in every window. */
  draw(event: WorldEvent): Drawing | undefined {
    const { by } = event;
    switch (event.type) {
      case 'sent':
        return { from: by, to: this.#queue(event.queue), label: this.#sent(event), arrow: '->>' };
      case 'received': {
        const again = event.receive_count > 1 ? `, delivery ${event.receive_count}` : '';
        const label = `${this.#message(event.message_id)} ${this.#words(event)}${again}`;
        return { from: this.#queue(event.queue), to: by, label, arrow: '-->>' };
      }
      case 'deleted':
        return { from: by, to: this.#queue(event.queue), label: this.#message(event.message_id), arrow: '-x' };
      case 'asked':
        return { from: by, to: WEB, label: `${event.url}: ${event.status ?? 'no answer'}`, arrow: '<<->>' };
      case 'peer_answered': {
        const label = `${event.index}, ${this.#vocabulary.pack(event.pack)}`;
        return { from: processOf(event.searcher), to: processOf(by), label, arrow: '-->>' };
      }
      case 'answered':
        return { from: processOf(event.router), to: by, label: answerText(event), arrow: '-->>' };
      case 'object_put':
      case 'object_deleted':
        return this.#object(event);
      case 'row':
        return this.#row(event);
      case 'client':
        return { over: by, text: `${event.action} ${event.detail}${event.accepted ? '' : ', failed'}` };
      case 'web_changed':
        return { over: WEB, text: `${event.url}: ${event.detail}` };
      case 'process':
        return { over: by, text: event.change.replaceAll('_', ' ') };
      case 'fault':
        return { over: by, text: `fault ${event.number}, ${event.kind}: ${event.detail}` };
      case 'log':
        return { over: by, text: logText(event.text) };
      case 'call':
      case 'disk':
        return undefined;
    }
  }

  #sent({ queue, message_id, body, delay_ms, by }: EventOf<'sent'> & { readonly by: string }): string {
    this.#nameSearcher(queue, body, by);
    const delay = delay_ms > 0 ? `, in ${delay_ms} ms` : '';
    return `${this.#message(message_id)} ${this.#words({ body })}${delay}`;
  }

  #row({ table, before, after, by }: EventOf<'row'> & { readonly by: string }): Drawing | undefined {
    if (after === undefined) return undefined;
    const text = leaseNote(table, before, after) ?? rowNote(table, before, after, this.#wall_ms);
    return text === undefined ? undefined : { over: by, text };
  }
}
