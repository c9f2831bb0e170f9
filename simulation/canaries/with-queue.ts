import type { Platform } from '#app/backend/platform.ts';
import type { Queue } from '#ports/queue.ts';
import { Outbox } from '#runtime/outbox.ts';

/** The platform on another queue: its outbox sends there too. */
export function withQueue(platform: Platform, queue: Queue): Platform {
  const { names, random } = platform;
  return { ...platform, queue, outbox: new Outbox({ queue, names, random }) };
}
