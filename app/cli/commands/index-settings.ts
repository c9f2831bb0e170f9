import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { WHEN_HEEDED } from '#core/settings/when-heeded.ts';
import { MAX_REVISIONS } from '#core/tables/settings-history.ts';
import type { ApiClient, Answered } from '../api-client.ts';
import { settingsHistory, storedSettings } from '../api-schemas.ts';
import { command, wholeNumberOption } from '../command.ts';
import { settingsHistoryLines } from '../settings-history-text.ts';
import { type Shell, UsageError } from '../shell.ts';
import { withApi } from '../with-api.ts';
import { wrapText } from '../wrap-text.ts';

/** That of the lines that are written here. */
const WIDTH = 115;

const NOTES = `Settings are one JSON object; docs/settings.md lists them. Secrets are shown as "********", which given back
means: as it is; with another host, or in_the_clear, they are to be given anew.

${wrapText(WHEN_HEEDED, WIDTH).join('\n')}

The last ${MAX_REVISIONS} changes are kept, without secrets. --revert makes a new one, by which all is as it was at that revision, but
for secrets: they stay what they are by now, and one that was taken away is to be given anew.

  sitepack index settings site.gov
  sitepack index settings site.gov --set '{"crawl": {"max_depth": 20}}' --note "the archive is deep"
  sitepack index settings site.gov --set '{"request": {"basic_auth": null}}'
  sitepack index settings site.gov --file settings.json --replace
  sitepack index settings site.gov --history
  sitepack index settings site.gov --revert 3`;

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
    note: { type: 'string', valueHint: 'TEXT', description: 'What the change is for, for the history.' },
    history: { type: 'boolean', description: 'Print how they came to be so, the latest change first.' },
    at: { type: 'string', valueHint: 'N', description: 'Print them as they were at a revision.' },
    revert: { type: 'string', valueHint: 'N', description: 'Have them be as they were at a revision.' },
    json: { type: 'boolean', description: "Print the API's answer." },
  },
  run: async (args, shell) => {
    const asked = await askedOf(args);
    const path = `/v1/indexes/${encodeURIComponent(args.index)}/settings`;
    return withApi(shell, async ({ api }) => {
      if (asked.do === 'history') return printHistory(api, path, args.json === true, shell);
      const { body, text } = await ask(api, path, asked);
      shell.print(args.json === true ? text : JSON.stringify(body.settings, null, 2));
      for (const warning of body.warnings) shell.note(`${warning}.`);
      if (asked.do === 'change') noteUse(args.index, asked.given, shell);
      return 0;
    });
  },
});

/** What the command is to do. */
type Asked =
  | { readonly do: 'history' | 'show' }
  | { readonly do: 'at'; readonly revision: number }
  | { readonly do: 'revert'; readonly revision: number; readonly note: string }
  | { readonly do: 'change'; readonly given: unknown; readonly replace: boolean; readonly note: string };

interface Args {
  readonly set?: string | undefined;
  readonly file?: string | undefined;
  readonly replace?: boolean | undefined;
  readonly note?: string | undefined;
  readonly history?: boolean | undefined;
  readonly at?: string | undefined;
  readonly revert?: string | undefined;
}

/** @throws {UsageError} for options that do not go together, and JSON that is none. */
async function askedOf(args: Args): Promise<Asked> {
  const given = await readGiven(args.set, args.file);
  const ways = [given !== undefined, args.history === true, args.at !== undefined, args.revert !== undefined];
  if (ways.filter(Boolean).length > 1)
    throw new UsageError(
      '--set or --file, --history, --at and --revert are different things to do; give one',
    );
  if (given === undefined && args.replace === true)
    throw new UsageError('--replace needs the settings, by --set or --file');
  if (given === undefined && args.revert === undefined && args.note !== undefined)
    throw new UsageError('--note goes with a change: --set, --file or --revert');
  const note = args.note ?? '';
  if (given !== undefined) return { do: 'change', given, replace: args.replace === true, note };
  if (args.revert !== undefined) return { do: 'revert', revision: revisionOf('revert', args.revert), note };
  if (args.at !== undefined) return { do: 'at', revision: revisionOf('at', args.at) };
  return { do: args.history === true ? 'history' : 'show' };
}

function revisionOf(name: string, text: string): number {
  return wholeNumberOption(name, text, 1, Number.MAX_SAFE_INTEGER);
}

function ask(
  api: ApiClient,
  path: string,
  asked: Exclude<Asked, { readonly do: 'history' }> | { readonly do: 'show' },
): Promise<Answered<z.output<typeof storedSettings>>> {
  if (asked.do === 'at') return api.get(`${path}?revision=${asked.revision}`, storedSettings);
  if (asked.do !== 'change' && asked.do !== 'revert') return api.get(path, storedSettings);
  const query = asked.note === '' ? '' : `?${new URLSearchParams({ note: asked.note }).toString()}`;
  if (asked.do === 'revert')
    return api.post(`${path}/revert${query}`, { revision: asked.revision }, storedSettings);
  const change = asked.replace ? api.put.bind(api) : api.patch.bind(api);
  return change(`${path}${query}`, asked.given, storedSettings);
}

async function printHistory(api: ApiClient, path: string, json: boolean, shell: Shell): Promise<0> {
  const { body, text } = await api.get(`${path}/history?limit=${MAX_REVISIONS}`, settingsHistory);
  if (json) shell.print(text);
  else for (const line of settingsHistoryLines(body)) shell.print(line);
  return 0;
}

/** Settings with golden queries: one that is wrong holds nothing, and says nothing. */
const asksGolden = z.object({ gate: z.object({ golden: z.array(z.unknown()).min(1) }) });

/** What is to be done for a change to show. */
function noteUse(index: string, given: unknown, shell: Shell): void {
  if (asksGolden.safeParse(given).success)
    shell.note(`"sitepack index golden ${index}" tells which golden queries hold in the live version.`);
}

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
