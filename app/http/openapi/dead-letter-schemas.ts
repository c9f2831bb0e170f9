import { z } from 'zod';
import { at_ms, count } from './values.ts';

/** What is to be done stands in the path. */
export const nothing = z.strictObject({});

const letter = z.object({
  id: z.string(),
  queue: z.string().describe('The queue that it was in.'),
  code: z.string().nullable().describe('Null, like what follows, when the queue service moved it by itself.'),
  reason: z.string().nullable(),
  failures: count.nullable(),
  receive_count: count.nullable(),
  sent_at_ms: at_ms.nullable(),
  died_at_ms: at_ms.nullable(),
  body: z.string(),
});

export const deadLetterList = z.object({ dead_letters: z.array(letter) });

const ids = z.array(z.string()).describe('Ids of the letters.');

export const letterResent = z.object({ resent: ids });
export const lettersResent = z.object({
  resent: ids,
  kept: z
    .array(z.object({ id: z.string(), reason: z.string() }))
    .describe('Those that are no messages and would die again; they stay.'),
});
export const lettersDropped = z.object({ dropped: ids });
