import { parseArgs } from 'node:util';
import type { ArgsDef } from 'citty';
import { didYouMean } from './nearest-name.ts';
import { UsageError } from './shell.ts';

type Option = { readonly type: 'boolean' | 'string' };

/**
 * Checks options before citty reads them, for it passes over those that it does not know. Node's own parser could
 * refuse them, and would talk of "positional arguments" and of values that are ambiguous; we say it in our words.
 * @param rest whether any number of further words may follow.
 * @returns the words that are no options.
 * @throws {UsageError}
 */
export function checkWords(raw: readonly string[], args: ArgsDef, rest: boolean): string[] {
  const options = optionsOf(args);
  const { tokens, positionals } = parseArgs({
    args: [...raw],
    options,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    if (option === undefined || !token.rawName.startsWith('--')) {
      const guess = didYouMean(token.name, Object.keys(options), '--');
      const hint = rest ? '; words that begin with "-" go after "--"' : '';
      throw new UsageError(`there is no option "${token.rawName}"${guess === '' ? hint : guess}`);
    }
    checkValue(token, option);
  }
  return positionals;
}

function optionsOf(args: ArgsDef): Record<string, Option> {
  const options: Record<string, Option> = {};
  for (const [name, { type }] of Object.entries(args)) {
    if (type !== 'positional')
      options[name] = { type: type === 'string' || type === 'enum' ? 'string' : 'boolean' };
  }
  return options;
}

function checkValue(
  token: {
    readonly rawName: string;
    readonly value?: string | undefined;
    readonly inlineValue?: boolean | undefined;
  },
  { type }: Option,
): void {
  const { rawName, value, inlineValue } = token;
  if (type === 'boolean') {
    if (value !== undefined) throw new UsageError(`${rawName} takes no value, and has "${value}"`);
    return;
  }
  if (value === undefined) throw new UsageError(`${rawName} needs a value`);
  // A negative number is a value, though mostly a wrong one; another word with a dash is the next option.
  if (inlineValue !== true && /^-\D/.test(value))
    throw new UsageError(`${rawName} needs a value, and is followed by "${value}"`);
}
