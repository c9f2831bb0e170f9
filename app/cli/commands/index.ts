import { accepted, indexStats, manifestList } from '../api-schemas.ts';
import { diff, drop, publish } from './index-held.ts';
import { hint, pathOf } from './index-path.ts';
import { heldText } from '../held-text.ts';
import { type Command, command, group, wholeNumberOption } from '../command.ts';
import { formatBytes, formatCount, formatDuration, formatTable, formatTime } from '../format.ts';
import { indexTable, readIndexes } from '../index-table.ts';
import { type Shell, UsageError } from '../shell.ts';
import { withApi } from '../with-api.ts';

const json = { type: 'boolean', description: "Print the API's answer." } as const;
const name = { type: 'positional', required: true, description: 'The index.' } as const;

const list = command({
  name: 'list',
  description: 'List the indexes.',
  notes:
    'An index that is "never packed" has no version: its first crawl goes on ("sitepack crawls list INDEX"), or could read\n' +
    'nothing. Crawl it again, or take it away by "sitepack index delete INDEX".',
  args: { json },
  run: (args, shell) =>
    withApi(shell, async ({ api, platform }) => {
      const indexes = await readIndexes(api);
      if (args.json === true) shell.print(JSON.stringify({ indexes }));
      else if (indexes.length === 0)
        shell.print(
          `There is no index yet (${await platform.locate()}); "sitepack crawl URL --follow" makes one.`,
        );
      else shell.print(indexTable(indexes));
      return 0;
    }),
});

const stats = command({
  name: 'stats',
  description: 'Size, version, age and shards of an index, and when it is crawled next by its schedule.',
  args: { index: name, json },
  run: (args, shell) =>
    withApi(shell, async ({ api }) => {
      const { body, text } = await api.get(`${pathOf(args.index)}/stats`, indexStats);
      if (args.json === true) {
        shell.print(text);
        return 0;
      }
      shell.print(
        `version    ${body.version}${body.serving_version === null ? '' : `, serving ${body.serving_version}`}`,
      );
      shell.print(`age        ${body.age_ms === null ? '-' : formatDuration(body.age_ms)}`);
      shell.print(`documents  ${formatCount(body.documents)}`);
      shell.print(`size       ${formatBytes(body.bytes)}, ${formatBytes(body.compressed_bytes)} stored`);
      shell.print(`pending    ${formatCount(body.pending)}`);
      if (body.next_crawl_at_ms !== null)
        shell.print(`next crawl ${formatTime(body.next_crawl_at_ms)} UTC, by its schedule`);
      if (body.waiting !== null) shell.print(`waiting    ${body.waiting}`);
      if (body.held !== null) shell.print(`held       ${heldText(body.held).join('\n           ')}`);
      const rows = body.packs.map((pack) => [
        pack.shard,
        pack.documents,
        formatBytes(pack.bytes),
        pack.active_replicas,
        pack.pack.slice(0, 12),
      ]);
      if (rows.length > 0)
        shell.print(`\n${formatTable(['SHARD', 'DOCUMENTS', 'SIZE', 'REPLICAS', 'PACK'], rows)}`);
      return 0;
    }),
});

const versions = command({
  name: 'versions',
  description: 'The versions that can be gone back to.',
  args: { index: name, json },
  run: (args, shell) =>
    withApi(shell, async ({ api }) => {
      const { body, text } = await api.get(`${pathOf(args.index)}/manifests`, manifestList);
      const rows = body.manifests.map(({ version, created_at_ms, documents, bytes, reason }) => [
        version === body.live ? `${version} (live)` : String(version),
        formatTime(created_at_ms),
        documents,
        formatBytes(bytes),
        reason,
      ]);
      shell.print(
        args.json === true ? text : formatTable(['VERSION', 'MADE (UTC)', 'DOCUMENTS', 'SIZE', 'WHY'], rows),
      );
      return 0;
    }),
});

const rollback = command({
  name: 'rollback',
  description: 'Go back to an older version: it is published again as a new one.',
  args: {
    index: name,
    version: {
      type: 'string',
      valueHint: 'N',
      description: 'The version; the one before the live one when absent.',
    },
    json,
  },
  run: (args, shell) => {
    const wanted =
      args.version === undefined
        ? {}
        : { version: wholeNumberOption('version', args.version, 1, Number.MAX_SAFE_INTEGER) };
    return withApi(shell, async ({ api, running }) => {
      const { body, text } = await api.post(`${pathOf(args.index)}/rollback`, wanted, accepted);
      if (args.json === true) shell.print(text);
      else
        shell.print(
          `Going back to version ${body.version ?? ''} of "${body.index}" is queued.${hint(running)}`,
        );
      return 0;
    });
  },
});

const repack = command({
  name: 'repack',
  description: 'Read what is stored of the pages anew, by the rules of now, without asking the sites.',
  args: { index: name, json },
  run: (args, shell) =>
    withApi(shell, async ({ api, running }) => {
      const { body, text } = await api.post(`${pathOf(args.index)}/repack`, {}, accepted);
      shell.print(
        args.json === true
          ? text
          : `Reading "${body.index}" anew is queued.${hint(running)} "sitepack index stats ${body.index}" tells when a version has come of it.`,
      );
      return 0;
    }),
});

const remove = command({
  name: 'delete',
  description: 'Delete an index with all its versions.',
  args: { index: name, yes: { type: 'boolean', description: 'Do not ask.' }, json },
  run: async (args, shell) => {
    if (args.yes !== true && !(await confirmed(args.index, shell))) {
      shell.note('Nothing was deleted.');
      return 1;
    }
    return withApi(shell, async ({ api, running }) => {
      const { body, text } = await api.delete(pathOf(args.index), accepted);
      shell.print(args.json === true ? text : `The deletion of "${body.index}" is queued.${hint(running)}`);
      return 0;
    });
  },
});

/** `sitepack index` */
export const index: Command = group(
  'index',
  'Look at indexes and how they are searched, set what holds for them, read a page into one, publish what is held, repack, roll back, delete.',
  {
    list: () => Promise.resolve(list),
    stats: () => Promise.resolve(stats),
    versions: () => Promise.resolve(versions),
    diff: () => Promise.resolve(diff),
    publish: () => Promise.resolve(publish),
    drop: () => Promise.resolve(drop),
    rollback: () => Promise.resolve(rollback),
    page: async () => (await import('./index-page.ts')).page,
    repack: () => Promise.resolve(repack),
    golden: async () => (await import('./index-golden.ts')).golden,
    searches: async () => (await import('./index-searches.ts')).searches,
    settings: async () => (await import('./index-settings.ts')).settings,
    delete: () => Promise.resolve(remove),
  },
);

async function confirmed(wanted: string, shell: Shell): Promise<boolean> {
  if (!shell.interactive) throw new UsageError('nobody can be asked here: add --yes to delete');
  const answer = await shell.ask(
    `This deletes every version of the index. Type its name (${wanted}) to go on: `,
  );
  return answer?.trim() === wanted;
}
