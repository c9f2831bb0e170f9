import type { Platform } from '#app/compose.ts';
import { type DeadMessage, MOST_LETTERS, listDead, resend, takeDead } from '#app/dead-letters.ts';
import { BadMessage } from '#messages/registry.ts';
import { type Command, command, group } from '../command.ts';
import { formatTable, formatTime } from '../format.ts';
import { CommandFailed, type ExitCode, type Shell, UsageError } from '../shell.ts';
import { settingsOf } from '../settings.ts';
import { withPlatform } from '../with-platform.ts';

const json = { type: 'boolean', description: 'Print JSON.' } as const;
const all = { type: 'boolean', description: 'Every dead letter.' } as const;
const ids = {
  type: 'positional',
  required: false,
  description: 'Ids, as "sitepack dead list" names them.',
} as const;

const list = command({
  name: 'list',
  description: 'List messages that were given up, and why.',
  args: { json },
  run: (args, shell) =>
    open(shell, async (platform) => {
      const dead = await listDead(platform, MOST_LETTERS);
      if (args.json === true) shell.print(JSON.stringify(dead));
      else if (dead.length === 0) shell.print('There are no dead letters.');
      else shell.print(formatTable(['ID', 'DIED (UTC)', 'QUEUE', 'WHY'], dead.map(row)));
      return 0;
    }),
});

const show = command({
  name: 'show',
  description: 'Show a dead letter whole.',
  args: { id: { ...ids, required: true } },
  run: (args, shell) =>
    open(shell, async (platform) => {
      const found = (await listDead(platform, MOST_LETTERS)).find(({ id }) => id === args.id);
      if (found === undefined)
        throw new CommandFailed(`there is no dead letter "${args.id}"; "sitepack dead list" names them`);
      shell.print(JSON.stringify(found, null, 2));
      return 0;
    }),
});

const again = command({
  name: 'resend',
  description: 'Send dead messages to their queues again.',
  args: { ids, all, json },
  rest: true,
  run: (args, shell) =>
    open(shell, async (platform) => {
      const done = await takeDead(platform, wanted(args), async (message) => {
        try {
          await resend(platform, message);
          return true;
        } catch (error) {
          if (!(error instanceof BadMessage)) throw error;
          throw new CommandFailed(
            `${message.id} is no message and would die again (${error.message}); drop it`,
            { cause: error },
          );
        }
      });
      return conclude(done, wanted(args), { verb: 'sent again', json: args.json === true }, shell);
    }),
});

const drop = command({
  name: 'drop',
  description: 'Delete dead letters for good.',
  args: { ids, all, json },
  rest: true,
  run: (args, shell) =>
    open(shell, async (platform) => {
      const done = await takeDead(platform, wanted(args), () => Promise.resolve(true));
      return conclude(done, wanted(args), { verb: 'dropped', json: args.json === true }, shell);
    }),
});

/** `sitepack dead` */
export const dead: Command = group(
  'dead',
  'Look at messages that were given up, send them again, drop them.',
  {
    list: () => Promise.resolve(list),
    show: () => Promise.resolve(show),
    resend: () => Promise.resolve(again),
    drop: () => Promise.resolve(drop),
  },
);

function open(shell: Shell, use: (platform: Platform) => Promise<ExitCode>): Promise<ExitCode> {
  return withPlatform(settingsOf(shell, { log_level: 'warn' }), use);
}

function row({ id, queue, letter, body }: DeadMessage): string[] {
  const why = letter === undefined ? body.slice(0, 100) : `${letter.code}: ${letter.reason}`;
  return [
    id,
    formatTime(letter?.died_at_ms ?? null),
    letter?.queue ?? queue,
    why.replace(/\s+/g, ' ').slice(0, 200),
  ];
}

/** The ids that were named; undefined for `--all`. */
function wanted(args: {
  readonly _: readonly string[];
  readonly all?: boolean | undefined;
}): Set<string> | undefined {
  if (args.all === true && args._.length === 0) return undefined;
  if (args.all === true) throw new UsageError('name ids, or say --all; not both');
  if (args._.length === 0) throw new UsageError('name the ids of dead letters, or say --all');
  return new Set(args._);
}

function conclude(
  done: readonly string[],
  asked: ReadonlySet<string> | undefined,
  { verb, json: asJson }: { verb: string; json: boolean },
  shell: Shell,
): ExitCode {
  const missing = [...(asked ?? [])].filter((id) => !done.includes(id));
  if (asJson) shell.print(JSON.stringify({ done, missing }));
  else shell.print(`${done.length} ${verb}.`);
  if (missing.length === 0) return 0;
  shell.note(
    `Not found: ${missing.join(', ')}. They are gone, another command holds them, or they lie behind others of their group.`,
  );
  return 1;
}
