import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { WHEN_HEEDED } from '#core/settings/when-heeded.ts';
import { storedSettings } from '../api-schemas.ts';
import { command } from '../command.ts';
import { UsageError } from '../shell.ts';
import { withApi } from '../with-api.ts';
import { wrapText } from '../wrap-text.ts';

/** That of the lines that are written here. */
const WIDTH = 115;

const NOTES = `Settings are one JSON object; docs/settings.md lists them. Secrets are shown as "********", which given back
means: as it is; with another host, or in_the_clear, they are to be given anew.

${wrapText(WHEN_HEEDED, WIDTH).join('\n')}

  sitepack index settings site.gov
  sitepack index settings site.gov --set '{"crawl": {"max_depth": 20}}'
  sitepack index settings site.gov --set '{"request": {"basic_auth": null}}'
  sitepack index settings site.gov --file settings.json --replace`;

/** `sitepack index settings` */
export const settings = command({
  name: 'settings',
  description: 'Print what is set for an index, or change it.',
  notes: NOTES,
  args: {
    index: { type: 'positional', required: true, description: 'The index. It need not be there yet.' },
    set: {
      type: 'string',
      valueHint: 'JSON',
      description: 'What is to change; null takes a setting away (a JSON merge patch).',
    },
    file: { type: 'string', valueHint: 'FILE', description: 'The same from a file.' },
    replace: { type: 'boolean', description: 'Take away what is not given.' },
    json: { type: 'boolean', description: "Print the API's answer." },
  },
  run: async (args, shell) => {
    const given = await readGiven(args.set, args.file);
    if (given === undefined && args.replace === true)
      throw new UsageError('--replace needs the settings, by --set or --file');
    const path = `/v1/indexes/${encodeURIComponent(args.index)}/settings`;
    return withApi(shell, async ({ api }) => {
      const { body, text } =
        given === undefined
          ? await api.get(path, storedSettings)
          : args.replace === true
            ? await api.put(path, given, storedSettings)
            : await api.patch(path, given, storedSettings);
      shell.print(args.json === true ? text : JSON.stringify(body.settings, null, 2));
      if (asksGolden.safeParse(given).success)
        shell.note(
          `"sitepack index golden ${args.index}" tells which golden queries hold in the live version.`,
        );
      return 0;
    });
  },
});

/** Settings with golden queries: one that is wrong holds nothing, and says nothing. */
const asksGolden = z.object({ gate: z.object({ golden: z.array(z.unknown()).min(1) }) });

async function readGiven(set: string | undefined, file: string | undefined): Promise<unknown> {
  if (set !== undefined && file !== undefined)
    throw new UsageError('--set and --file both give settings; give one of them');
  if (set !== undefined) return parse(set, '--set');
  return file === undefined ? undefined : parse(await read(file), file);
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new UsageError(
      `${file} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
      {
        cause,
      },
    );
  }
}

/** @param where for people. */
function parse(text: string, where: string): unknown {
  try {
    return z.record(z.string(), z.json()).parse(JSON.parse(text));
  } catch (cause) {
    const why = cause instanceof SyntaxError ? cause.message.slice(0, 200) : 'it is no object';
    throw new UsageError(`${where} is not a JSON object: ${why}`, { cause });
  }
}
