import { MemoryObjects } from '#adapters/memory/memory-objects.ts';
import { MemoryQueue } from '#adapters/memory/memory-queue.ts';
import { MemoryTable } from '#adapters/memory/memory-table.ts';
import { VirtualClock } from '#adapters/memory/virtual-clock.ts';
import { readConfig } from '#config';
import type { Key, Row } from '#ports/table.ts';
import { asBody, isFifo } from '#ports/queue.ts';
import { queueNames } from '#runtime/queue-names.ts';
import type { Happening, WorldEvent } from '../../kernel/event.ts';
import type { FaultKind } from '../../kernel/fault.ts';
import { seeded } from '../../kernel/seeded.ts';
import { planOf } from '../../plan.ts';
import { MadeWeb } from '../../web/made-web.ts';
import type { RouterView, WorldView } from '../../world-view.ts';
import type { Invariant, MakeInvariant } from '../invariant.ts';
import { type Fields, madeRow } from './rows.ts';
import { Telling } from './telling.ts';

const START_MS = 1_700_000_000_000;

/** A world in which nothing happens but what a test tells of, so that an invariant can be shown what it must catch. */
export class ToldWorld {
  readonly telling: Telling;
  readonly queue: MemoryQueue;
  readonly table = new MemoryTable();
  readonly objects: MemoryObjects;
  readonly web: MadeWeb;
  routers: readonly RouterView[] = [];
  readonly names = queueNames('sim');
  readonly #invariant: Invariant;
  readonly #rows = new Map<string, Row>();
  #messages = 0;

  constructor(make: MakeInvariant, env: Readonly<Record<string, string>> = {}, seed = 1) {
    const clock = new VirtualClock(START_MS);
    const now = (): number => this.telling.at_ms;
    this.queue = new MemoryQueue({
      clock,
      random: { id: () => this.id(), uuid: () => this.id(), float: () => 0 },
    });
    for (const name of this.names.all) void this.queue.create(name);
    this.objects = new MemoryObjects({ clock });
    this.web = new MadeWeb({ chance: seeded(seed), now });
    const view: WorldView = {
      plan: planOf(1, seeded(1)),
      config: readConfig({ SITEPACK_PREFIX: 'sim', ...env }),
      names: this.names,
      queue: this.queue,
      table: this.table,
      objects: this.objects,
      web: this.web,
      now,
      wallNow: () => this.wall_ms,
      processes: () => [],
      routers: () => this.routers,
    };
    this.#invariant = make(view);
    this.telling = new Telling({ on: (event) => this.#store(event) }, this.#invariant);
  }

  get at_ms(): number {
    return this.telling.at_ms;
  }

  set at_ms(at_ms: number) {
    this.telling.at_ms = at_ms;
  }

  /** True Unix ms. */
  get wall_ms(): number {
    return START_MS + this.at_ms;
  }

  id(): string {
    this.#messages += 1;
    return `m${this.#messages}`;
  }

  /** Something happens. @returns what the invariant says to it. */
  tell(by: string, happening: Happening): string | undefined {
    return this.telling.tell(by, happening);
  }

  /** A row is written. */
  row(by: string, table: string, row: Row): string | undefined {
    return this.tell(by, { type: 'row', table, before: this.#rows.get(nameOf(table, row)), after: row });
  }

  /** Fields of a row change; `undefined` removes one. */
  change(by: string, table: string, key: Key, fields: Fields): string | undefined {
    const { pk, sk } = key;
    return this.row(by, table, madeRow({ ...this.#rows.get(nameOf(table, key)), ...fields, pk, sk }));
  }

  deleted(by: string, table: string, key: Key): string | undefined {
    return this.tell(by, {
      type: 'row',
      table,
      before: this.#rows.get(nameOf(table, key)),
      after: undefined,
    });
  }

  /** A message is sent. @param queue real name. @param message a message, or any text. */
  sent(by: string, queue: string, message: object | string, message_id = this.id()): string | undefined {
    const body = typeof message === 'string' ? message : asBody(message);
    return this.tell(by, { type: 'sent', queue, message_id, body, delay_ms: 0 });
  }

  received(
    by: string,
    queue: string,
    message: object | string,
    message_id = 'one',
    receive_count = 1,
  ): string | undefined {
    const body = typeof message === 'string' ? message : asBody(message);
    return this.tell(by, { type: 'received', queue, message_id, body, receive_count });
  }

  done(by: string, queue: string, message: object | string, message_id = 'one'): string | undefined {
    const body = typeof message === 'string' ? message : asBody(message);
    return this.tell(by, { type: 'deleted', queue, message_id, body });
  }

  /** A message is given up. */
  died(
    by: string,
    queue: string,
    message: object | string,
    death: { code: string; reason: string; failures?: number },
    message_id = 'one',
  ): string | undefined {
    const body = typeof message === 'string' ? message : asBody(message);
    const times = { sent_at_ms: 0, died_at_ms: 0, receive_count: 1 };
    return this.sent(by, this.names.dead(queue), {
      queue,
      message_id,
      failures: 0,
      ...times,
      body,
      ...death,
    });
  }

  /** A client asks for something. */
  asks(what: { readonly action: string; readonly [key: string]: unknown }): string | undefined {
    const { action, ...rest } = what;
    const detail = JSON.stringify({ phase: 'begins', ...rest });
    return this.tell('client-1', { type: 'client', action, detail, accepted: true });
  }

  asked(by: string, url: string, status?: number): string | undefined {
    return this.tell(by, { type: 'asked', url, ...(status === undefined ? {} : { status }) });
  }

  fault(kind: FaultKind, detail: string): string | undefined {
    return this.tell('world', { type: 'fault', kind, number: 1, detail });
  }

  /** Puts into the stores what was told: their calls take effect at once. */
  #store(event: WorldEvent): undefined {
    if (event.type === 'object_put') void this.objects.put(event.key, event.bytes);
    if (event.type === 'object_deleted') void this.objects.delete([event.key]);
    if (event.type === 'sent') void this.queue.send(event.queue, [{ body: event.body, ...routing(event) }]);
    if (event.type !== 'row') return;
    const key = event.after ?? event.before;
    if (key === undefined) return;
    const { table, after } = event;
    if (after === undefined) {
      this.#rows.delete(nameOf(table, key));
      void this.table.delete(table, key);
    } else {
      this.#rows.set(nameOf(table, key), after);
      void this.table.put(table, after);
    }
  }

  /** What the invariant says of how often it compared. */
  get comparisons(): number | undefined {
    return this.#invariant.comparisons?.();
  }

  async atRest(): Promise<string | undefined> {
    return this.#invariant.atRest?.();
  }
}

function nameOf(table: string, { pk, sk }: Key): string {
  return `${table} ${pk} ${sk}`;
}

function routing({ queue, message_id }: { readonly queue: string; readonly message_id: string }) {
  return isFifo(queue) ? { group: message_id, dedup_id: message_id } : {};
}
