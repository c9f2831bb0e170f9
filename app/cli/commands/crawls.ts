import { z } from 'zod';
import type { ApiClient } from '../api-client.ts';
import { type CrawlStatus, type CrawlSummary, crawlList, crawlStatus, indexSummary } from '../api-schemas.ts';
import { type Command, command, group } from '../command.ts';
import { crawlReportText } from '../crawl-report.ts';
import { formatBytes, formatCount, formatTable, formatTime } from '../format.ts';
import { heldBlock } from '../held-text.ts';
import { withApi } from '../with-api.ts';
import { pathOf } from './index-path.ts';

const json = { type: 'boolean', description: "Print the API's answer." } as const;
const id = {
  type: 'positional',
  required: true,
  description: 'The crawl; "sitepack crawls list" names them.',
} as const;

const list = command({
  name: 'list',
  description: 'List crawls, the latest first.',
  args: { index: { type: 'positional', required: false, description: 'Only those of this index.' }, json },
  run: (args, shell) =>
    withApi(shell, async ({ api }) => {
      const filter = args.index === undefined ? '' : `?index=${encodeURIComponent(args.index)}`;
      const { body, text } = await api.get(`/v1/crawls${filter}`, crawlList);
      if (args.json === true) shell.print(text);
      else shell.print(body.crawls.length === 0 ? 'There is no crawl yet.' : crawlTable(body.crawls));
      return 0;
    }),
});

const show = command({
  name: 'show',
  description: 'How far a crawl is; its report when it is over.',
  args: { id, csv: { type: 'boolean', description: 'Print every URL and what became of it, as CSV.' }, json },
  run: (args, shell) =>
    withApi(shell, async ({ api }) => {
      if (args.csv === true) {
        for await (const part of api.stream(`/v1/crawls/${encodeURIComponent(args.id)}/pages.csv`)) {
          if (shell.interrupted.aborted) return 1;
          await shell.write(part);
        }
        return 0;
      }
      const { body, text } = await api.get(`/v1/crawls/${encodeURIComponent(args.id)}`, crawlStatus);
      if (args.json === true) {
        shell.print(text);
      } else if (body.finished_at_ms !== null) {
        shell.print(crawlReportText(body));
        if (body.held) shell.print(await heldNow(api, body));
      } else {
        const { found, fetched, failed, skipped, bytes, pages_per_s } = body.progress;
        shell.print(
          `${body.url} into "${body.index}": ${body.state} since ${formatTime(body.started_at_ms)} UTC`,
        );
        shell.print(
          `found ${formatCount(found)}, fetched ${formatCount(fetched)}, failed ${formatCount(failed)}, ` +
            `skipped ${formatCount(skipped)}, ${formatBytes(bytes)}, ${pages_per_s.toFixed(1)} pages/s`,
        );
        if (body.waiting !== null) shell.print(`Packing waits: ${body.waiting}`);
      }
      return 0;
    }),
});

const cancel = command({
  name: 'cancel',
  description: 'Cancel a crawl; what it has read is packed.',
  args: { id, json },
  run: (args, shell) =>
    withApi(shell, async ({ api }) => {
      const { text } = await api.delete(
        `/v1/crawls/${encodeURIComponent(args.id)}`,
        z.object({ crawl_id: z.string() }),
      );
      shell.print(
        args.json === true ? text : `Crawl ${args.id} is cancelled; what it has read will be packed.`,
      );
      return 0;
    }),
});

/** `sitepack crawls` */
export const crawls: Command = group('crawls', 'Look at crawls, cancel them.', {
  list: () => Promise.resolve(list),
  show: () => Promise.resolve(show),
  cancel: () => Promise.resolve(cancel),
});

/** Whether what a crawl was held for is held still: others may have crawled, published or dropped since. */
async function heldNow(api: ApiClient, { index }: CrawlStatus): Promise<string> {
  const { held } = (await api.get(pathOf(index), indexSummary)).body;
  if (held !== null) return heldBlock(index, held.reasons);
  return `\nThe version that has what it read was held; no version of "${index}" is held any longer.`;
}

function versionText({ version, held }: CrawlSummary): string {
  if (held) return 'held';
  return version === null ? '-' : String(version);
}

/** Crawls, one a line. */
export function crawlTable(entries: readonly CrawlSummary[]): string {
  const rows = entries.map((entry) => [
    entry.crawl_id,
    entry.state,
    entry.url,
    formatTime(entry.started_at_ms),
    formatTime(entry.finished_at_ms),
    versionText(entry),
  ]);
  return formatTable(['CRAWL', 'STATE', 'URL', 'STARTED (UTC)', 'ENDED', 'VERSION'], rows);
}
