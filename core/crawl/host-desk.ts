import { z } from 'zod';
import { ComeBacks } from './come-backs.ts';
import { type Answers, NO_ANSWERS } from './host-pace.ts';
import { type ReturnedTurn, hostScheduleSchema } from './politeness.ts';

/** A turn at a host. */
export interface Turn {
  readonly id: string;
  /** From when the request may start, on the monotonic clock of this process: its wall clock may jump meanwhile. */
  readonly start_ms: number;
}

/** Instead of a turn: there is none now. */
export interface ComeBack {
  /** How long until asking again may bring one. */
  readonly retry_after_ms: number;
  /** Refusals and failures in a row, when there have been so many that nobody should wait for the host. */
  readonly strikes?: number;
}

/** The row of a host in the table `hosts`. */
export const hostRowSchema = z.object({
  pk: z.string(),
  sk: z.string(),
  revision: z.int(),
  schedule: hostScheduleSchema,
});
export type HostRow = z.infer<typeof hostRowSchema>;

/** Who stands in line. */
export interface Waiting {
  readonly id: string;
  readonly since_ms: number;
  readonly resolve: (answer: Turn | ComeBack) => void;
  readonly reject: (error: unknown) => void;
}

/** A turn on its way back. */
type Returning = ReturnedTurn & { readonly resolve: () => void; readonly reject: (error: unknown) => void };

/** What a process knows of a host, and who of it wants something there. */
export interface Desk {
  readonly host: string;
  line: Waiting[];
  /** Turns that are nobody's and not given back yet. */
  kept: Turn[];
  sweeping: boolean;
  returned: Returning[];
  /** What a write that failed would have said. */
  unwritten: ReturnedTurn[];
  /** Of requests whose turns were handed on here, since the last write. */
  answers: Answers;
  /** What the host's robots.txt asks for. */
  crawl_delay_ms: number;
  readonly comeBacks: ComeBacks;
  /** Whether turns may be handed on, as far as we know: nothing is to be spaced or watched. */
  free: boolean;
  /** The row as we wrote it last. If another worker wrote since, our next write fails and reads it. */
  row: HostRow | undefined;
  busy: boolean;
  wake: AbortController;
}

/** @param free whether turns may be handed on for all we know. */
export function newDesk(host: string, free: boolean): Desk {
  return {
    host,
    line: [],
    kept: [],
    sweeping: false,
    returned: [],
    unwritten: [],
    answers: NO_ANSWERS,
    crawl_delay_ms: 0,
    comeBacks: new ComeBacks(),
    free,
    row: undefined,
    busy: false,
    wake: new AbortController(),
  };
}

export function added(one: Answers, other: Answers): Answers {
  return { count: one.count + other.count, total_ms: one.total_ms + other.total_ms };
}
