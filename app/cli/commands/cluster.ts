import type { ApiClient } from '../api-client.ts';
import { type ClusterPacks, clusterPacks, moveAccepted } from '../api-schemas.ts';
import { type Command, command, group } from '../command.ts';
import { formatBytes, formatDuration, formatTable } from '../format.ts';
import { CommandFailed } from '../shell.ts';
import { withApi } from '../with-api.ts';

const json = { type: 'boolean', description: "Print the API's answer." } as const;

const show = command({
  name: 'cluster',
  description:
    'Searchers with their room and packs, and what is wrong. "sitepack cluster move" moves a pack.',
  args: { json },
  run: (args, shell) =>
    withApi(shell, async ({ api }) => {
      const { body, text } = await api.get('/v1/cluster', clusterPacks);
      shell.print(args.json === true ? text : clusterText(body));
      return 0;
    }),
});

const move = command({
  name: 'move',
  description: 'Move a pack from one searcher to another.',
  args: {
    index: { type: 'positional', required: true, description: 'The index that the pack is of.' },
    pack: { type: 'positional', required: true, description: 'The pack; its first digits will do.' },
    from: { type: 'string', required: true, valueHint: 'ID', description: 'Searcher that serves it.' },
    to: { type: 'string', required: true, valueHint: 'ID', description: 'Searcher that shall serve it.' },
    json,
  },
  run: (args, shell) =>
    withApi(shell, async ({ api }) => {
      const pack = await wholeName(api, args.index, args.pack);
      const { index, from, to } = args;
      const { text } = await api.post('/v1/cluster/moves', { index, pack, from, to }, moveAccepted);
      shell.print(
        args.json === true
          ? text
          : `Pack ${short(pack)} of "${index}" moves from ${from} to ${to}; "sitepack cluster" tells when it is there.`,
      );
      return 0;
    }),
});

const moves = group('cluster', 'Look at the searchers, move packs.', { move: () => Promise.resolve(move) });

/** `sitepack cluster`, which shows it, and `sitepack cluster move` */
export const cluster: Command = {
  ...show,
  ...moves,
  definition: { ...moves.definition, ...show.definition },
};

/** Digits of a pack's name that tell it from others. */
const SHORT = 12;
/** Digits of a pack's name: a sha256. */
const WHOLE = 64;

function short(pack: string): string {
  return pack.slice(0, SHORT);
}

/** @throws {CommandFailed} when no pack, or several, begin so. A whole name goes to the API as it is. */
async function wholeName(api: ApiClient, index: string, start: string): Promise<string> {
  if (start.length === WHOLE) return start;
  const { body } = await api.get('/v1/cluster', clusterPacks);
  if (body.epoch === null)
    throw new CommandFailed('no orchestrator runs on this data; "sitepack up" starts one');
  const shards = body.indexes.find((entry) => entry.index === index)?.shards ?? [];
  const packs = new Set(shards.map(({ pack }) => pack).filter((pack) => pack.startsWith(start)));
  const [pack] = packs;
  if (packs.size === 1 && pack !== undefined) return pack;
  if (packs.size === 0)
    throw new CommandFailed(
      `no pack of "${index}" begins with "${start}"; "sitepack cluster" lists the packs`,
    );
  throw new CommandFailed(`${packs.size} packs of "${index}" begin with "${start}"; write more of the name`);
}

function clusterText({ epoch, searchers, indexes, issues }: ClusterPacks): string {
  if (epoch === null) return 'No orchestrator is active here; "sitepack up" starts one.';
  const parts = [
    searchers.length === 0
      ? 'No searcher is registered.'
      : formatTable(
          ['SEARCHER', 'ROOM', 'PACKS', 'HEARD OF'],
          searchers.map(({ id, free_mb, packs, silent_ms }) => [
            id,
            formatBytes(free_mb * 2 ** 20),
            packs,
            `${formatDuration(silent_ms)} ago`,
          ]),
        ),
    ...packTable(indexes),
    ...(issues.length === 0 ? [] : [['Issues:', ...issues.map(({ message }) => `  ${message}`)].join('\n')]),
  ];
  return parts.join('\n\n');
}

function packTable(indexes: ClusterPacks['indexes']): string[] {
  const rows = indexes.flatMap(({ index, shards }) =>
    shards.map(({ version, shard, pack, bytes, replicas }) => [
      index,
      version,
      shard,
      short(pack),
      formatBytes(bytes),
      replicas.map(({ searcher, state }) => `${searcher} (${state})`).join(', ') || 'nobody',
    ]),
  );
  if (rows.length === 0) return [];
  return [formatTable(['INDEX', 'VERSION', 'SHARD', 'PACK', 'SIZE', 'SEARCHERS'], rows)];
}
