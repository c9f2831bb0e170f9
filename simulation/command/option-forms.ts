import { parseArgs } from 'node:util';

/** What was typed cannot be done. Its message says what is wrong, and what to do. */
export class BadOptions extends Error {
  override readonly name = 'BadOptions';
  readonly code = 'bad_options';
}

const TEXT = { type: 'string' } as const;
const FLAG = { type: 'boolean' } as const;

/** The options of the command: those with a value, and those that stand alone. */
export const OPTIONS = {
  help: { ...FLAG, short: 'h' },
  seed: TEXT,
  trace: FLAG,
  'trace-from': TEXT,
  'trace-to': TEXT,
  verbose: FLAG,
  registrations: FLAG,
  faults: TEXT,
  seeds: TEXT,
  first: TEXT,
  commit: TEXT,
  jobs: TEXT,
  cover: FLAG,
  canaries: FLAG,
  canary: TEXT,
  kinds: TEXT,
  without: TEXT,
  'no-shrink': FLAG,
} as const;

/** A number below 0 is a value, if a wrong one: whoever reads it says what belongs there. */
function isOptionLike(value: string): boolean {
  return /^-(?!\d)/.test(value);
}

function isOption(name: string): name is keyof typeof OPTIONS {
  return Object.hasOwn(OPTIONS, name);
}

/**
 * Looks whether there are such options, each once, with a value where one belongs.
 * @returns the same, each value in one word with its option (`--seed=7`).
 * @throws {BadOptions}
 */
export function inOneForm(args: readonly string[]): string[] {
  const words: string[] = [];
  const given = new Set<string>();
  const { tokens } = parseArgs({ args: [...args], options: OPTIONS, strict: false, tokens: true });
  for (const token of tokens) {
    if (token.kind === 'option-terminator')
      throw new BadOptions('"--" stands for nothing here: leave it out');
    if (token.kind === 'positional')
      throw new BadOptions(
        `"${token.value}" belongs to no option: a value stands behind its option, as in --seed 7`,
      );
    const { name, rawName, value, inlineValue } = token;
    if (!isOption(name)) throw new BadOptions(`there is no option ${rawName}`);
    if (given.has(name)) throw new BadOptions(`${rawName} stands there twice: leave one out`);
    given.add(name);
    if (OPTIONS[name].type === 'boolean') {
      if (value !== undefined) throw new BadOptions(`${rawName} has no value: leave "=${value}" out`);
    } else if (value === undefined || (!inlineValue && isOptionLike(value)))
      throw new BadOptions(`${rawName} needs a value behind it, and there is ${value ?? 'nothing'}`);
    words.push(value === undefined ? rawName : `${rawName}=${value}`);
  }
  return words;
}
