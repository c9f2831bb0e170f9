import { stripVTControlCharacters } from 'node:util';
import { renderUsage } from 'citty';
import type { Command } from './command.ts';

/** The words that a command is called by, such as `sitepack index list`. */
export async function wordsOf(path: readonly Command[]): Promise<string> {
  const names = await Promise.all(path.map(({ definition }) => nameOf(definition)));
  return names.join(' ');
}

/** The usage text of the last command of a path. @param styled keeps bold and colours. */
export async function usageOf(path: readonly [Command, ...Command[]], styled: boolean): Promise<string> {
  const leaf = path.at(-1) ?? path[0];
  const above = await wordsOf(path.slice(0, -1));
  const text =
    above === ''
      ? await renderUsage(leaf.definition)
      : await renderUsage(leaf.definition, { meta: { name: above } });
  // citty pads the last column too.
  const shown = (styled ? text : stripVTControlCharacters(text)).replace(/ +$/gm, '').trimEnd();
  return leaf.notes === undefined ? shown : `${shown}\n\n${leaf.notes}`;
}

async function nameOf(definition: Command['definition']): Promise<string> {
  const meta = typeof definition.meta === 'function' ? definition.meta() : definition.meta;
  return (await meta)?.name ?? '';
}
