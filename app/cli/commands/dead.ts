import type { Platform } from '#app/backend/platform.ts';
import { type DeadMessage, MOST_LETTERS, findDead, listDead } from '#app/dead-letters/dead-letters.ts';
import { type KeptLetter, dropDead, resendDead } from '#app/dead-letters/take-dead.ts';
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
      const found = await findDead(platform, args.id);
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
      const { resent, kept, more } = await resendDead(platform, wanted(args));
      return conclude({ done: resent, verb: 'sent again', kept, more }, args, shell);
    }),
});

const drop = command({
  name: 'drop',
  description: 'Delete dead letters for good.',
  args: { ids, all, json },
  rest: true,
  run: (args, shell) =>
    open(shell, async (platform) => {
      const { dropped, more } = await dropDead(platform, wanted(args));
      return conclude({ done: dropped, verb: 'dropped', kept: [], more }, args, shell);
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

interface Asked {
  readonly _: readonly string[];
  readonly all?: boolean | undefined;
  readonly json?: boolean | undefined;
}

/** The ids that were named; undefined for `--all`. */
function wanted(args: Asked): Set<string> | undefined {
  if (args.all === true && args._.length === 0) return undefined;
  if (args.all === true) throw new UsageError('name ids, or say --all; not both');
  if (args._.length === 0) throw new UsageError('name the ids of dead letters, or say --all');
  return new Set(args._);
}

interface Outcome {
  readonly done: readonly string[];
  readonly verb: string;
  readonly kept: readonly KeptLetter[];
  readonly more: boolean;
}

function conclude({ done, verb, kept, more }: Outcome, args: Asked, shell: Shell): ExitCode {
  const found = new Set([...done, ...kept.map(({ id }) => id)]);
  const missing = [...new Set(args._)].filter((id) => !found.has(id));
  if (args.json === true) shell.print(JSON.stringify({ done, kept, missing, more }));
  else shell.print(`${done.length} ${verb}.`);
  for (const { id, code, reason } of kept) shell.note(`Kept: ${id}: ${reason}; ${REMEDIES[code]}`);
  if (missing.length > 0)
    shell.note(
      `Not found: ${missing.join(', ')}. They are gone, another command holds them, or they lie beyond the first ${MOST_LETTERS} of their queue.`,
    );
  if (more && args._.length === 0)
    shell.note(`There may be more: the first ${MOST_LETTERS} of each queue were looked at.`);
  return missing.length + kept.length === 0 ? 0 : 1;
}

const REMEDIES: Readonly<Record<KeptLetter['code'], string>> = {
  dead_letter_unsendable: 'it would die again: drop it',
  dead_letter_homeless: 'drop it, unless "sitepack setup" makes that queue again',
};
