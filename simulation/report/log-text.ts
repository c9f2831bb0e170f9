import { z } from 'zod';

const line = z.looseObject({ msg: z.string() });
const error = z.looseObject({ message: z.string() });

/** A line of a process's log in words: its message, and its error or reason. No stack: that has paths of this machine. */
export function logText(text: string): string {
  const { msg, err, reason } = line.parse(JSON.parse(text));
  const why = error.safeParse(err).data?.message ?? reason;
  return typeof why === 'string' ? `${msg}: ${why}` : msg;
}
