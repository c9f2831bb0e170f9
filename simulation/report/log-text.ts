import { z } from 'zod';

const line = z.looseObject({ msg: z.string(), err: z.looseObject({ message: z.string() }).optional() });

/** A line of a process's log in words: its message and error. No stack: that has paths of this machine. */
export function logText(text: string): string {
  const { msg, err } = line.parse(JSON.parse(text));
  return err === undefined ? msg : `${msg}: ${err.message}`;
}
