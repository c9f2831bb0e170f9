import { BadMessage, type Message, parseMessage } from '#messages/registry.ts';

/** Bodies whose messages are remembered: the same few are sent, received and deleted, and every law reads them. */
const REMEMBERED = 1000;
const known = new Map<string, Message | undefined>();

/** The message that a body is; undefined for what is none. */
export function asMessage(body: string): Message | undefined {
  if (known.has(body)) return known.get(body);
  const message = read(body);
  const [oldest] = known.keys();
  if (known.size >= REMEMBERED && oldest !== undefined) known.delete(oldest);
  known.set(body, message);
  return message;
}

function read(body: string): Message | undefined {
  try {
    return parseMessage(body);
  } catch (error) {
    if (error instanceof BadMessage) return undefined;
    throw error;
  }
}
