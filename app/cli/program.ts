import { BadConfig } from '#config';
import { type Command, group } from './command.ts';
import { didYouMean } from './nearest-name.ts';
import { type ExitCode, type Shell, UsageError } from './shell.ts';
import { usageOf, wordsOf } from './usage.ts';

/** Every command of `sitepack`; each is loaded when it is called. */
const PROGRAM = group('sitepack', 'Search for sites: crawls them, packs them, answers from the packs.', {
  up: async () => (await import('./commands/up.ts')).up,
  demo: async () => (await import('./demo.ts')).demo,
  crawl: async () => (await import('./commands/crawl.ts')).crawl,
  search: async () => (await import('./commands/search.ts')).search,
  status: async () => (await import('./commands/status.ts')).status,
  index: async () => (await import('./commands/index.ts')).index,
  inspect: async () => (await import('./commands/inspect.ts')).inspect,
  explain: async () => (await import('./commands/explain.ts')).explain,
  crawls: async () => (await import('./commands/crawls.ts')).crawls,
  cluster: async () => (await import('./commands/cluster.ts')).cluster,
  worker: async () => (await import('./commands/worker.ts')).worker,
  send: async () => (await import('./commands/send.ts')).send,
  dead: async () => (await import('./commands/dead.ts')).dead,
  doctor: async () => (await import('./commands/doctor.ts')).doctor,
  setup: async () => (await import('./commands/setup.ts')).setup,
  config: async () => (await import('./commands/config.ts')).config,
});

/** A command with the groups that it lies in, from the program down. */
type Path = [Command, ...Command[]];

/** Runs what the words say. Never throws: what goes wrong is told in a message and the exit code. */
export async function run(words: readonly string[], shell: Shell, version: string): Promise<ExitCode> {
  const path: Path = [PROGRAM];
  try {
    if (words.length === 1 && (words[0] === '--version' || words[0] === '-v')) {
      shell.print(version);
      return 0;
    }
    const raw = await descend(path, words[0] === 'help' ? [...words.slice(1), '--help'] : words);
    const leaf = path.at(-1) ?? PROGRAM;
    checkCommand(leaf, raw);
    if (asksForHelp(raw)) {
      shell.print(await usageOf(path, shell.styled));
      return 0;
    }
    if (leaf.execute !== undefined) return await leaf.execute(raw, shell);
    if (leaf === PROGRAM) shell.note(`${await usageOf(path, false)}\n`);
    throw new UsageError(`say which command: ${Object.keys(leaf.commands ?? {}).join(', ')}`);
  } catch (error) {
    return await tell(error, path, shell);
  }
}

/** @throws {UsageError} when a group has no such command. What has no commands has the words for itself. */
function checkCommand(leaf: Command, [word]: readonly string[]): void {
  if (word === undefined || leaf.commands === undefined) return;
  if (!word.startsWith('-'))
    throw new UsageError(`there is no command "${word}"${didYouMean(word, Object.keys(leaf.commands))}`);
  if (leaf.execute === undefined && !asksForHelp([word]))
    throw new UsageError(
      `there is no option "${word}"${didYouMean(word.replace(/^--/, ''), ['help'], '--')}`,
    );
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

/** @param failure what was thrown. */
async function tell(failure: unknown, path: Path, shell: Shell): Promise<ExitCode> {
  const message = failure instanceof Error ? failure.message : String(failure);
  if (failure instanceof UsageError) {
    const words = await wordsOf(path);
    shell.note(`${words}: ${message}\nsee "${words} --help"`);
    return 2;
  }
  if (failure instanceof BadConfig) {
    shell.note(message);
    return 2;
  }
  const deep = ['debug', 'trace'].includes(shell.env['SITEPACK_LOG'] ?? '');
  shell.note(deep && failure instanceof Error ? (failure.stack ?? message) : `sitepack: ${message}`);
  return 1;
}
