import { stripVTControlCharacters } from 'node:util';
import { renderUsage } from 'citty';
import { BadConfig } from '#config';
import { type Command, group } from './command.ts';
import { type ExitCode, type Shell, UsageError } from './shell.ts';

/** Every command of `sitepack`; each is loaded when it is called. */
const PROGRAM = group('sitepack', 'Search for sites: crawls them, packs them, answers from the packs.', {
  up: async () => (await import('./commands/up.ts')).up,
  demo: async () => (await import('./demo.ts')).demo,
  crawl: async () => (await import('./commands/crawl.ts')).crawl,
  search: async () => (await import('./commands/search.ts')).search,
  status: async () => (await import('./commands/status.ts')).status,
  index: async () => (await import('./commands/index.ts')).index,
  crawls: async () => (await import('./commands/crawls.ts')).crawls,
  worker: async () => (await import('./commands/worker.ts')).worker,
  send: async () => (await import('./commands/send.ts')).send,
  dead: async () => (await import('./commands/dead.ts')).dead,
  config: async () => (await import('./commands/config.ts')).config,
});

/** Runs what the words say. Never throws: what goes wrong is told in a message and the exit code. */
export async function run(words: readonly string[], shell: Shell, version: string): Promise<ExitCode> {
  const path: Command[] = [PROGRAM];
  try {
    if (words.length === 1 && (words[0] === '--version' || words[0] === '-v')) {
      shell.print(version);
      return 0;
    }
    const raw = await descend(path, words);
    if (asksForHelp(raw)) {
      shell.print(await usage(path, shell.styled));
      return 0;
    }
    const leaf = path.at(-1);
    if (leaf?.execute !== undefined) return await leaf.execute(raw, shell);
    throw new UsageError(raw[0] === undefined ? 'say which command' : `there is no command "${raw[0]}"`);
  } catch (error) {
    return await tell(error, path, shell);
  }
}

/** Follows the words down the tree of commands; adds each to `path`. @returns the words that are left. */
async function descend(path: Command[], words: readonly string[]): Promise<readonly string[]> {
  let raw = words;
  for (;;) {
    const [word] = raw;
    const commands = path.at(-1)?.commands ?? {};
    const load = word !== undefined && Object.hasOwn(commands, word) ? commands[word] : undefined;
    if (load === undefined) return raw;
    path.push(await load());
    raw = raw.slice(1);
  }
}

function asksForHelp(raw: readonly string[]): boolean {
  const end = raw.indexOf('--');
  return raw.slice(0, end === -1 ? raw.length : end).some((word) => word === '--help' || word === '-h');
}

async function usage(path: readonly Command[], styled: boolean): Promise<string> {
  const names = await Promise.all(path.map(({ definition }) => nameOf(definition)));
  const leaf = path.at(-1) ?? PROGRAM;
  const text =
    names.length === 1
      ? await renderUsage(leaf.definition)
      : await renderUsage(leaf.definition, { meta: { name: names.slice(0, -1).join(' ') } });
  // citty pads the last column too.
  return (styled ? text : stripVTControlCharacters(text)).replace(/ +$/gm, '').trimEnd();
}

async function nameOf(definition: Command['definition']): Promise<string> {
  const meta = typeof definition.meta === 'function' ? definition.meta() : definition.meta;
  return (await meta)?.name ?? '';
}

async function tell(error: unknown, path: readonly Command[], shell: Shell): Promise<ExitCode> {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof UsageError) {
    const words = (await Promise.all(path.map(({ definition }) => nameOf(definition)))).join(' ');
    shell.note(`${words}: ${message}\n\n${await usage(path, false)}\n\n${words}: ${message}`);
    return 2;
  }
  if (error instanceof BadConfig) {
    shell.note(message);
    return 2;
  }
  const deep = ['debug', 'trace'].includes(shell.env['SITEPACK_LOG'] ?? '');
  shell.note(deep && error instanceof Error ? (error.stack ?? message) : `sitepack: ${message}`);
  return 1;
}
