import pino from 'pino';
import type { Handling } from '#runtime/worker.ts';

/** What a handler of the packer is given where nobody reads what it logs or sends, and its deadline never passes. */
export const UNHEARD: Handling = {
  signal: new AbortController().signal,
  log: pino({ level: 'silent' }),
  message_id: '',
  receive_count: 1,
  origin: {},
  send: () => Promise.resolve(),
};
