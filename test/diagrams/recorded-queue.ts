import type { Outgoing, Queue, Received, ReceiveOptions } from '#ports/queue.ts';
import { ForwardingQueue } from '../system/forwarding-queue.ts';
import type { Recorder } from './recorder.ts';
import type { Participant } from './recorded-diagram.ts';

/** The queues as one worker sees them. */
export class RecordedQueue extends ForwardingQueue {
  readonly #recorder: Recorder;
  readonly #who: Participant;

  constructor(queue: Queue, recorder: Recorder, who: Participant) {
    super(queue);
    this.#recorder = recorder;
    this.#who = who;
  }

  override send(queue: string, messages: readonly Outgoing[]): Promise<string[]> {
    for (const { body } of messages) this.#recorder.sent(this.#who, queue, body);
    return super.send(queue, messages);
  }

  override async receive(queue: string, options: ReceiveOptions): Promise<Received[]> {
    const received = await super.receive(queue, options);
    for (const { body } of received) this.#recorder.received(this.#who, queue, body);
    return received;
  }

  override extend(queue: string, receipts: readonly string[], visibility_ms: number): Promise<void> {
    this.#recorder.putBack(this.#who, queue, visibility_ms);
    this.#recorder.released(this.#who);
    return super.extend(queue, receipts, visibility_ms);
  }

  override delete(queue: string, receipts: readonly string[]): Promise<void> {
    this.#recorder.released(this.#who);
    return super.delete(queue, receipts);
  }
}
