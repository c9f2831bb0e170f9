import { Worker } from 'node:worker_threads';
import { StoreError } from '#adapters/shared/store-errors.ts';
import type { Answer, Fault, Inbound, OperationMap, Outbound, Request } from './thread-protocol.ts';

/** Calls that may wait for one thread. Whoever reaches this has lost all measure: some 100 MB are waiting then. */
const MAX_WAITING = 100_000;

interface Waiting {
  // Methods, so that who waits may know the type of the value.
  resolve(value: unknown): void;
  reject(error: Error): void;
}

export interface StoreThreadOptions {
  /** The module that the thread runs. */
  readonly entry: URL;
  readonly data: unknown;
  /** What it holds, for messages of errors. */
  readonly where: string;
  /** Told of what the thread notices by itself. */
  onNotice?(notice: unknown): void;
}

/**
 * The near end of a thread that holds a store's files. The thread starts with the first call, keeps the process alive
 * while calls wait, and is started anew by the next call if it should die.
 */
export class StoreThread<Operations extends OperationMap> {
  readonly #options: StoreThreadOptions;
  #worker: Worker | undefined;
  /** Asked for, and kept until what was sent before is answered: then it goes as one message, and makes one commit. */
  #outbox: Request[] = [];
  /** Requests sent and not answered. */
  #sent = 0;
  /** Calls without an answer, in the order of the answers to come. */
  #waiting: Waiting[] = [];
  #closing: Promise<void> | undefined;

  constructor(options: StoreThreadOptions) {
    this.#options = options;
  }

  /** @throws {StoreError} with the code that the operation failed with. */
  call<Name extends keyof Operations & string>(
    name: Name,
    input: Parameters<Operations[Name]>[0],
  ): Promise<ReturnType<Operations[Name]>> {
    const refused = this.#refuse();
    if (refused !== undefined) return Promise.reject(refused);
    return new Promise((resolve, reject) => this.#post([name, input], { resolve, reject }));
  }

  /** Ends the thread when every call made so far is answered. */
  close(): Promise<void> {
    this.#closing ??= this.#end();
    return this.#closing;
  }

  #refuse(): StoreError | undefined {
    const { where } = this.#options;
    if (this.#closing !== undefined)
      return new StoreError('store_closed', `${where} was closed in this process`);
    if (this.#waiting.length < MAX_WAITING) return undefined;
    return new StoreError(
      'store_busy',
      `${MAX_WAITING} calls wait for ${where} already; make fewer at a time`,
    );
  }

  #post(request: Request, waiting: Waiting): void {
    if (this.#waiting.length === 0) this.#thread().ref();
    this.#waiting.push(waiting);
    this.#outbox.push(request);
    // After this turn's callbacks, so that all they ask for goes along.
    if (this.#outbox.length === 1 && this.#sent === 0) setImmediate(() => this.#flush());
  }

  #flush(): void {
    const batch = this.#outbox;
    this.#outbox = [];
    if (batch.length === 0) return;
    this.#sent += batch.length;
    try {
      // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
      this.#thread().postMessage(batch satisfies Inbound);
    } catch (cause) {
      // Something in it cannot be cloned. Nothing of the batch went over, and its calls are the last that wait.
      const error = new StoreError(
        'store_failed',
        `what was asked of ${this.#options.where} is no plain data`,
        { cause },
      );
      this.#sent -= batch.length;
      for (const waiting of this.#waiting.splice(-batch.length)) waiting.reject(error);
    }
  }

  #thread(): Worker {
    if (this.#worker !== undefined) return this.#worker;
    const worker = new Worker(this.#options.entry, {
      workerData: this.#options.data,
      name: 'sitepack-store',
    });
    worker.on('message', (message: Outbound) => {
      if ('notice' in message) this.#options.onNotice?.(message.notice);
      else this.#settle(message);
    });
    worker.on('error', (error: Error) => this.#died(worker, error));
    worker.on('exit', () => this.#died(worker, new Error('its thread ended')));
    this.#worker = worker;
    return worker;
  }

  #settle(answers: readonly Answer[]): void {
    const settled = this.#waiting.splice(0, answers.length);
    this.#sent -= answers.length;
    if (this.#waiting.length === 0) this.#worker?.unref();
    for (const [at, waiting] of settled.entries()) {
      const answer = answers[at];
      if (answer !== undefined && 'value' in answer) waiting.resolve(answer.value);
      else if (answer !== undefined) waiting.reject(fromFault(answer.fault));
    }
    if (this.#sent === 0 && this.#outbox.length > 0) setImmediate(() => this.#flush());
  }

  #died(worker: Worker, cause: Error): void {
    if (worker !== this.#worker) return;
    this.#worker = undefined;
    this.#sent = 0;
    this.#outbox = [];
    const error = new StoreError('store_failed', `${this.#options.where} cannot be used: ${cause.message}`, {
      cause,
    });
    for (const waiting of this.#waiting.splice(0)) waiting.reject(error);
  }

  async #end(): Promise<void> {
    this.#flush();
    const worker = this.#worker;
    if (worker === undefined) return;
    worker.ref();
    const ended = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, no window
    worker.postMessage('close' satisfies Inbound);
    await ended;
  }
}

function fromFault({ code, message, cause }: Fault): StoreError {
  return new StoreError(code, message, cause === undefined ? {} : { cause });
}
