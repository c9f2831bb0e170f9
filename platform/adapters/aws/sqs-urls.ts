import { GetQueueUrlCommand, type SQSClient } from '@aws-sdk/client-sqs';
import { explained } from './sqs-errors.ts';

/** Names whose URLs are kept; beyond, the one asked for first is asked for again. Searchers' queues come and go. */
const MAX_URLS = 1_000;

/** The URLs of queues, by which SQS wants them addressed: each is asked for once. */
export class SqsUrls {
  readonly #client: SQSClient;
  readonly #urls = new Map<string, Promise<string>>();

  constructor(client: SQSClient) {
    this.#client = client;
  }

  /** @throws {QueueMissing} */
  of(queue: string): Promise<string> {
    const known = this.#urls.get(queue);
    if (known !== undefined) return known;
    const asked = this.#ask(queue);
    this.#keep(queue, asked);
    return asked;
  }

  /** The queue was made, and has this URL. */
  note(queue: string, url: string): void {
    this.#keep(queue, Promise.resolve(url));
  }

  /** The queue is gone, or seems to be. */
  forget(queue: string): void {
    this.#urls.delete(queue);
  }

  #keep(queue: string, url: Promise<string>): void {
    this.#urls.set(queue, url);
    for (const oldest of this.#urls.keys()) {
      if (this.#urls.size <= MAX_URLS) break;
      this.#urls.delete(oldest);
    }
  }

  async #ask(queue: string): Promise<string> {
    try {
      const { QueueUrl } = await explained(
        queue,
        this.#client.send(new GetQueueUrlCommand({ QueueName: queue })),
      );
      return QueueUrl ?? '';
    } catch (error) {
      this.forget(queue);
      throw error;
    }
  }
}
