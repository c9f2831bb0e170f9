import type Database from 'better-sqlite3';
import type { Answer, Request } from './thread-protocol.ts';
import { Refused, toFault } from './faults.ts';
import { retryBusy } from './open-database.ts';

/**
 * One operation on the database, as the thread runs it. What comes over was typed on the adapter's side of the same
 * interface; these are methods, whose parameters TypeScript takes as they are declared there.
 */
export interface Operation {
  run(input: unknown): unknown;
  /** Whether it would write now; a group in which none does needs no lock and no sync. */
  writes(input: unknown): boolean;
  /**
   * Whether what it writes may be forgotten when the machine loses power, as if it had not been asked for; a group of such alone
   * needs no sync. It outlives the process either way. No by default.
   */
  readonly forgettable?: boolean;
}

/** Operations by name, typed where they are declared and called with what came over from the adapter. */
export type Operations = { readonly [name: string]: Operation };

interface Runnable {
  readonly run: () => unknown;
  readonly writes: () => boolean;
  readonly forgettable: boolean;
}

/**
 * Runs requests in groups, each group in one transaction: with `synchronous=FULL` the commit returns when it is on the
 * disk, so one sync serves them all, and nothing is answered before it. A group that may be forgotten is committed with
 * `synchronous=NORMAL`: it is on the disk with the next sync, whoever asks for that.
 *
 * An operation that is {@link Refused} has written nothing and fails alone. Any other error takes the group's
 * transaction back, and each of its operations runs anew in a transaction of its own, so that only those fail that
 * fail by themselves. That is rare; a savepoint around every operation would cost every one of them.
 */
export class GroupCommit {
  readonly #db: Database.Database;
  readonly #operations: Operations;
  readonly #where: string;
  readonly #onRollback: () => void;
  readonly #begin: Database.Statement;
  readonly #commit: Database.Statement;
  #synced = true;

  /** @param onRollback told that what the operations did since the last commit is taken back. */
  constructor(
    db: Database.Database,
    operations: Operations,
    where: string,
    onRollback: () => void = () => {},
  ) {
    this.#onRollback = onRollback;
    this.#db = db;
    this.#operations = operations;
    this.#where = where;
    this.#begin = db.prepare('BEGIN IMMEDIATE');
    this.#commit = db.prepare('COMMIT');
  }

  /** The answers, in the order of the requests. */
  run(requests: readonly Request[]): Answer[] {
    const group = requests.map((request) => this.#runnable(request));
    try {
      return this.#attempt(group);
    } catch (error) {
      if (group.length === 1) return [{ fault: toFault(error, this.#where) }];
      return group.map((one) => this.#alone(one));
    }
  }

  #runnable([name, input]: Request): Runnable {
    const operation = this.#operations[name];
    if (operation === undefined) throw new TypeError(`${this.#where} has no operation "${name}"`);
    const { forgettable = false } = operation;
    return { run: () => operation.run(input), writes: () => operation.writes(input), forgettable };
  }

  #alone(one: Runnable): Answer {
    try {
      const [answer] = this.#attempt([one]);
      return answer ?? { value: undefined };
    } catch (error) {
      return { fault: toFault(error, this.#where) };
    }
  }

  #attempt(group: readonly Runnable[]): Answer[] {
    if (!retryBusy(() => group.some((one) => one.writes()))) {
      return group.map((one) => this.#answer(() => retryBusy(one.run)));
    }
    this.#sync(!group.every(({ forgettable }) => forgettable));
    retryBusy(() => this.#begin.run());
    let committed = false;
    try {
      const answers = group.map((one) => this.#answer(one.run));
      this.#commit.run();
      committed = true;
      return answers;
    } finally {
      if (!committed) this.#rollBack();
    }
  }

  /** Whether the next commits wait for the disk. */
  #sync(synced: boolean): void {
    if (synced === this.#synced) return;
    this.#db.pragma(`synchronous = ${synced ? 'FULL' : 'NORMAL'}`);
    this.#synced = synced;
  }

  #rollBack(): void {
    // A full disk makes SQLite take the transaction back by itself.
    if (this.#db.inTransaction) this.#db.exec('ROLLBACK');
    this.#onRollback();
  }

  #answer(run: () => unknown): Answer {
    try {
      return { value: run() };
    } catch (error) {
      if (error instanceof Refused) return { fault: toFault(error, this.#where) };
      throw error;
    }
  }
}
