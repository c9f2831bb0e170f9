import { z } from 'zod';
import { FAULT_KINDS, type FaultFilter } from '../kernel/fault.ts';
import type { Outcome } from '../outcome.ts';

const kind = z.enum(FAULT_KINDS);

/** A run that another process is to make. */
export const taskSchema = z.object({
  seed: z.int().min(0),
  without: z.array(kind).optional(),
  only: z.array(z.int()).optional(),
  /** Name of the canary. */
  canary: z.string().optional(),
});
export type Task = z.infer<typeof taskSchema>;

const outcomeSchema: z.ZodType<Outcome> = z.object({
  seed: z.int(),
  digest: z.string(),
  violation: z
    .object({ invariant: z.string(), at_ms: z.number(), text: z.string(), event_number: z.int() })
    .exactOptional(),
  steps: z.int(),
  events: z.int(),
  virtual_ms: z.number(),
  faults: z.array(z.object({ kind, number: z.int(), at_ms: z.number(), detail: z.string() })),
  bounds_reached: z.array(z.enum([...FAULT_KINDS, 'all'])),
  coverage: z.record(z.string(), z.record(z.string(), z.int())),
  comparisons: z.record(z.string(), z.int()),
});

/** What came of it: its outcome, or why the simulation itself failed. */
export const resultSchema = z.union([
  z.object({ outcome: outcomeSchema }),
  z.object({ seed: z.int(), failure: z.string() }),
]);
export type Result = z.infer<typeof resultSchema>;

export function taskOf(seed: number, { without, only }: FaultFilter, canary: string | undefined): Task {
  return {
    seed,
    ...(without === undefined ? {} : { without: [...without] }),
    ...(only === undefined ? {} : { only: [...only] }),
    ...(canary === undefined ? {} : { canary }),
  };
}
