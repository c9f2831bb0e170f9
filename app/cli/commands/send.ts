import { z } from 'zod';
import type { Platform } from '#app/backend/platform.ts';
import { QUEUES } from '#messages/message.ts';
import { BadMessage, type Message, parseMessage, queueOf } from '#messages/registry.ts';
import { unknownKeys } from '#messages/unknown-keys.ts';
import { MAX_BODY_BYTES } from '#ports/queue.ts';
import { command } from '../command.ts';
import { CommandFailed, UsageError } from '../shell.ts';
import { settingsOf } from '../settings.ts';
import { withPlatform } from '../with-platform.ts';

/** `sitepack send` */
export const send = command({
  name: 'send',
  description: 'Check a message and send it to its queue.',
  args: {
    queue: {
      type: 'positional',
      required: true,
      description: `One of ${QUEUES.join(', ')}, or searcher-<id>; or the queue's full name.`,
    },
    message: {
      type: 'positional',
      required: true,
      description:
        'The message as JSON, such as {"type":"index+crawl","site":"site.gov"}; "-" reads it from standard input.',
    },
    force: {
      type: 'boolean',
      description: 'Send keys that are not known here as well, which a newer Sitepack may know.',
    },
    json: { type: 'boolean', description: 'Print JSON.' },
  },
  async run(args, shell) {
    const body = args.message === '-' ? await shell.readInput(MAX_BODY_BYTES) : args.message;
    const message = check(body, args.force === true);
    return withPlatform(settingsOf(shell, { log_level: 'warn' }), async (platform) => {
      const id = message.id ?? platform.random.id();
      const queue = await deliver(platform, args.queue, { ...message, id });
      shell.print(args.json === true ? JSON.stringify({ id, queue, type: message.type }) : id);
      shell.note(`Sent ${message.type} to ${queue}.`);
      return 0;
    });
  },
});

/** Most unknown keys that are named, and characters of each. */
const MOST_NAMED = 5;
const MOST_CHARS = 100;

/** @param force lets keys pass that its type does not know, as queues do. */
function check(body: string, force: boolean): Message {
  try {
    const message = parseMessage(body);
    const given = z.record(z.string(), z.unknown()).parse(JSON.parse(body));
    // In place of what was parsed, which has lost some of what is unknown.
    if (force) return Object.assign(message, given);
    const unknown = unknownKeys(given, message).slice(0, MOST_NAMED);
    if (unknown.length === 0) return message;
    const named = unknown.map((key) => `"${key.slice(0, MOST_CHARS)}"`).join(', ');
    throw new UsageError(`${message.type}: there is no ${named}; --force sends it all the same`);
  } catch (error) {
    if (error instanceof BadMessage) throw new UsageError(error.message, { cause: error });
    throw error;
  }
}

/** Sends to the queue of the message's type, which must be the one that was named. @returns its real name. */
async function deliver(
  { names, outbox, queue, config }: Platform,
  named: string,
  message: Message,
): Promise<string> {
  const logical = queueOf(message.type);
  if (logical === 'searcher') return deliverToSearcher({ outbox, queue, config }, named, message);
  const real = names.of(logical);
  if (named !== logical && named !== real) {
    throw new UsageError(`${message.type} goes to the queue "${logical}" (${real}), not to "${named}"`);
  }
  await outbox.send([message]);
  return real;
}

async function deliverToSearcher(
  { outbox, queue, config }: Pick<Platform, 'outbox' | 'queue' | 'config'>,
  named: string,
  message: Message,
): Promise<string> {
  const prefix = `${config.prefix}-searcher-`;
  const real = named.startsWith(prefix) ? named : `${config.prefix}-${named}`;
  if (!real.startsWith(prefix)) {
    throw new UsageError(
      `${message.type} goes to the queue of one searcher, searcher-<id>, not to "${named}"`,
    );
  }
  if (!(await queue.list(prefix)).includes(real)) {
    throw new CommandFailed(`there is no queue ${real}; "sitepack status" names the searchers`);
  }
  await outbox.sendTo(real, message);
  return real;
}
