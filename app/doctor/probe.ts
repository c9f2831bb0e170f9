import type { Platform } from '#app/backend/platform.ts';
import type { Workplace } from './workplace.ts';

/** What doctor looks at. */
export type Ports = Pick<
  Platform,
  'config' | 'clock' | 'random' | 'queue' | 'table' | 'objects' | 'names'
> & {
  /** What of the queues is otherwise than it was set up; absent when the backend cannot tell. */
  readonly describeQueues?: () => AsyncIterable<{ readonly queue: string; readonly problem: string }>;
  /** What is wrong with the tables; absent when the backend cannot tell. */
  readonly describeTables?: () => AsyncIterable<string>;
  /** Whether the proxy is there that pages are asked for by: tells what was seen, or throws. Absent where none is set. */
  readonly askProxy?: () => Promise<string>;
};

/** What a probe can do nothing without: services that answer, and what "sitepack setup" makes there. */
export type Ground = 'queues' | 'tables' | 'objects' | 'set up: queues';

/** One thing that Sitepack relies upon, and how to see whether it holds. */
export interface Probe {
  readonly name: string;
  /** It is skipped when one of these is lacking by what an earlier probe saw. */
  readonly needs?: readonly Ground[];
  /** What is lacking when it fails, unless its finding says so. */
  readonly gives?: readonly Ground[];
  /** What goes wrong when it does not hold. */
  readonly why: string;
  /** What to do then. */
  readonly remedy: string;
  /** Nothing that Sitepack does today goes wrong by it: it is told as a warning. */
  readonly minor?: boolean;
  /** {@link PROBE_MS} when absent. */
  readonly timeout_ms?: number;
  /**
   * @returns what was seen; as a text when all is well.
   * @throws {NotSeen} when it could not be seen.
   * @throws {Broken} when it does not hold; any other error counts as that too.
   */
  run(ports: Ports, workplace: Workplace): Promise<Finding | string>;
}

export interface Finding {
  readonly state: 'ok' | 'warning' | 'failed' | 'skipped';
  readonly seen: string;
  /** Other than the probe's remedy. */
  readonly remedy?: string;
  /** When it failed: other than all that the probe gives. */
  readonly lacking?: readonly Ground[];
}

/** A promise of a port was broken; the message says what was seen. */
export class Broken extends Error {
  override readonly name = 'Broken';
  readonly code = 'broken';
}

/** It could not be seen whether it holds; the message says why. */
export class NotSeen extends Error {
  override readonly name = 'NotSeen';
  readonly code = 'not_seen';
}

/** @throws {Broken} when it does not hold. @param seen in place of what was expected. */
export function must(holds: boolean, seen: string): asserts holds {
  if (!holds) throw new Broken(seen);
}

/** On SQS, with its whole seconds and a service far away, the longest takes ten seconds. */
export const PROBE_MS = 30_000;
