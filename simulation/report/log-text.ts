import { z } from 'zod';

const line = z.looseObject({
  msg: z.string(),
  err: z.looseObject({ message: z.string() }).optional(),
  reason: z.unknown(),
});

/** A line of a process's log in words: its message, and its error or reason. No stack: that has paths of this machine. */
export function logText(text: string): string {
  const { msg, err, reason } = line.parse(JSON.parse(text));
  const why = err?.message ?? reason;
  return typeof why !== 'string' ? msg : `${msg}: ${why}`;
}
