import { z } from 'zod';

/** What lies in a queue of dead letters: the message as it came, and why it was given up. */
export const deadLetter = z.object({
  /** Real name of the queue that it was in. */
  queue: z.string(),
  message_id: z.string(),
  group: z.string().optional(),
  code: z.string(),
  reason: z.string(),
  failures: z.int().min(0),
  receive_count: z.int().min(0),
  sent_at_ms: z.number(),
  died_at_ms: z.number(),
  body: z.string(),
});
export type DeadLetter = z.infer<typeof deadLetter>;

/** Reads a dead letter; one that the queue service itself moved has no envelope: its body is the message. */
export function readDeadLetter(body: string): DeadLetter | undefined {
  try {
    const parsed = deadLetter.safeParse(JSON.parse(body));
    return parsed.success ? parsed.data : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
