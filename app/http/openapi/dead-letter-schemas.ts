import { z } from 'zod';
import { MOST_LETTERS } from '#app/dead-letters/dead-letters.ts';
import { at_ms, count } from './values.ts';

export const deadLetter = z.object({
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

export const deadLetterList = z.object({ dead_letters: z.array(deadLetter) });

const ids = z.array(z.string()).describe('Ids of the letters.');

const more = z
  .boolean()
  .describe(`A queue may have more: the first ${MOST_LETTERS} of each are looked at. Ask again.`);

export const letterResent = z.object({ resent: ids });
export const lettersResent = z.object({
  resent: ids,
  kept: z
    .array(
      z.object({
        id: z.string(),
        code: z
          .enum(['dead_letter_unsendable', 'dead_letter_homeless'])
          .describe('It is no message and would die again; or the queue that it was in is gone.'),
        reason: z.string(),
      }),
    )
    .describe('Those that could not be sent; they stay.'),
  more,
});
export const letterDropped = z.object({ dropped: ids });
export const lettersDropped = z.object({ dropped: ids, more });
