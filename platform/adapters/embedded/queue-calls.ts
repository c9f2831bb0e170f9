import type { QueueCounts } from '#ports/queue.ts';
import type {
  ExtendInput,
  MessageRow,
  ReceiptsInput,
  ReceiveInput,
  ReceiveOutput,
} from './queue-operations.ts';
import type { SendInput } from './queue-sending.ts';
import type { WatchInput } from './queue-watch.ts';

/** What {@link SqliteQueue} asks of its thread. */
export type QueueCalls = {
  create(name: string): void;
  remove(name: string): boolean;
  list(prefix: string): string[];
  send(input: SendInput): string[];
  receive(input: ReceiveInput): ReceiveOutput;
  extend(input: ExtendInput): void;
  delete(input: ReceiptsInput): void;
  counts(input: { queue: string; now_ms: number }): QueueCounts;
  peek(input: { queue: string; max: number }): MessageRow[];
  watch(input: WatchInput): void;
};
