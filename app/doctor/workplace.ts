import { QueueMissing } from '#ports/queue.ts';
import type { Key } from '#ports/table.ts';
import { listAll } from '#ports/object-store.ts';
import type { TableName } from '#core/tables/row.ts';
import { type FirstCall, type Service, firstCall } from './first-call.ts';
import { type Written, notingPorts } from './noting-ports.ts';
import { NotSeen, type Ports } from './probe.ts';
import { toldError } from './told-error.ts';

/** Any table would do: all are made alike. */
export const PROBED_TABLE: TableName = 'nodes';
/** A queue of SQS may not be found for a second after it was made. */
const QUEUE_TRIES = 5;
const QUEUE_WAIT_MS = 1000;

/** Places for probes alone, which nobody else reads: a partition, a prefix of keys, queues. All of it is removed. */
export class Workplace {
  /** What probes work with. */
  readonly ports: Ports;
  readonly #id: string;
  readonly #rows = new Map<string, Key>();
  /** With whether it was made for sure. */
  readonly #queues = new Map<string, boolean>();
  #objects = false;
  readonly #calls = new Map<Service, Promise<FirstCall>>();
  readonly #written: Written = { rows: new Set(), objects: new Set() };

  constructor(ports: Ports) {
    this.ports = notingPorts(ports, this.#written);
    this.#id = ports.random.id();
  }

  /** The partition of {@link PROBED_TABLE} that probes write to. */
  get pk(): string {
    return `doctor ${this.#id}`;
  }

  row(sk: string): Key {
    const key = { pk: this.pk, sk };
    this.#rows.set(sk, key);
    return key;
  }

  /** What the keys of this workplace begin with. */
  get #prefix(): string {
    return `doctor/${this.#id}/`;
  }

  /** A key, or the beginning of keys. */
  object(name: string): string {
    this.#objects = true;
    return this.#prefix + name;
  }

  /**
   * Makes a queue. @param suffix `.fifo` for such a one.
   * @throws {NotSeen} when the caller may not make queues, which only some workers need to.
   */
  async queue(purpose: string, suffix: '' | '.fifo' = ''): Promise<string> {
    const { queue, config, clock } = this.ports;
    const name = `${config.prefix}-doctor-${this.#id}-${purpose}${suffix}`;
    this.#queues.set(name, false);
    try {
      await queue.create(name);
      this.#queues.set(name, true);
    } catch (error) {
      if (!isDenied(error)) throw error;
      this.#queues.delete(name);
      throw new NotSeen(`no queue could be made for this: ${error.message}`, { cause: error });
    }
    for (let tries = 1; ; tries++) {
      try {
        await queue.counts(name);
        return name;
      } catch (error) {
        if (!(error instanceof QueueMissing) || tries === QUEUE_TRIES) throw error;
        await clock.sleep(QUEUE_WAIT_MS);
      }
    }
  }

  /** The first call to a service, made once however many ask: what is away takes long to be given up. */
  firstCall(service: Service): Promise<FirstCall> {
    const made = this.#calls.get(service) ?? firstCall(this.ports, service, this.#prefix);
    this.#calls.set(service, made);
    return made;
  }

  /**
   * Removes all that probes have left, and tries to where it is not known whether they could write.
   * @returns what was written and could not be removed, and why.
   */
  async clear(): Promise<string[]> {
    const { queue, table, objects } = this.ports;
    const left: string[] = [];
    const attempt = async (what: string, made: boolean, work: () => Promise<unknown>): Promise<void> => {
      try {
        await work();
      } catch (error) {
        if (made) left.push(`${what} (${toldError(error)})`);
      }
    };
    for (const [name, made] of this.#queues) await attempt(`queue ${name}`, made, () => queue.remove(name));
    for (const key of this.#rows.values())
      await attempt(
        `row "${key.pk}" ${key.sk} of table ${PROBED_TABLE}`,
        this.#written.rows.has(key.sk),
        () => table.delete(PROBED_TABLE, key),
      );
    if (this.#objects)
      await attempt(`objects ${this.#prefix}`, this.#written.objects.size > 0, async () => {
        const found = await Array.fromAsync(listAll(objects, this.#prefix));
        await objects.delete(found.map(({ key }) => key));
      });
    return left;
  }
}

/** Whether it is, or comes from, an error by which a service says that the caller may not. */
function isDenied(error: unknown): error is Error {
  for (let at = error; at instanceof Error; at = at.cause) {
    const code = 'code' in at && typeof at.code === 'string' ? at.code : '';
    if (/access_?denied|not_?authorized/i.test(`${at.name} ${code}`)) return true;
  }
  return false;
}
