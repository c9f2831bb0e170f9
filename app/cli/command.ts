import { type ArgsDef, type CommandDef, type ParsedArgs, defineCommand, parseArgs } from 'citty';
import { checkWords } from './check-words.ts';
import { type ExitCode, type Shell, UsageError } from './shell.ts';

/** A command, or a group of them. */
export interface Command {
  /** For the usage text. */
  readonly definition: CommandDef;
  /** What the usage text ends with, when there is more to say. */
  readonly notes?: string;
  /** Present in a group. */
  readonly commands?: Readonly<Record<string, () => Promise<Command>>>;
  /** Absent in a group. @throws {UsageError} */
  execute?(raw: readonly string[], shell: Shell): Promise<ExitCode>;
}

/** Declares a command. @param declaration `rest`: takes more words than its positional arguments name. */
export function command<const Args extends ArgsDef>(declaration: {
  readonly name: string;
  readonly description: string;
  readonly args: Args;
  readonly rest?: boolean;
  readonly notes?: string;
  run(args: ParsedArgs<Args>, shell: Shell): Promise<ExitCode>;
}): Command {
  const { name, description, args, rest = false, notes } = declaration;
  return {
    definition: { meta: { name, description }, args },
    ...(notes === undefined ? {} : { notes }),
    execute: (raw, shell) => declaration.run(parse(raw, args, rest), shell),
  };
}

/** Declares a group of commands, each loaded when it is called. */
export function group(
  name: string,
  description: string,
  commands: Readonly<Record<string, () => Promise<Command>>>,
): Command {
  const subCommands = Object.fromEntries(
    Object.entries(commands).map(([word, load]) => [word, async () => (await load()).definition]),
  );
  return { definition: defineCommand({ meta: { name, description }, subCommands }), commands };
}

function parse<Args extends ArgsDef>(raw: readonly string[], args: Args, rest: boolean): ParsedArgs<Args> {
  const words = checkWords(raw, args, rest);
  const named = Object.values(args).filter((arg) => arg.type === 'positional').length;
  const extra = words[named];
  if (!rest && extra !== undefined) throw new UsageError(`there is one word too many: "${extra}"`);
  try {
    return parseArgs<Args>([...raw], args);
  } catch (error) {
    if (error instanceof Error && error.name === 'CLIError')
      throw new UsageError(error.message, { cause: error });
    throw error;
  }
}

/**
 * A whole number from an option.
 * @throws {UsageError} saying what it may be.
 */
export function wholeNumberOption(name: string, text: string, least: number, most: number): number {
  const value = /^\d{1,16}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= least && value <= most) return value;
  throw new UsageError(`--${name} is "${text}"; it is a whole number from ${least} to ${most}`);
}
