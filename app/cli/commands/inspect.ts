import { canonicalUrl } from '#core/crawl/url.ts';
import { command } from '../command.ts';
import { formatTime } from '../format.ts';
import { type KnownPage, type PageInIndex, findElsewhere, inspectPage, isKnown } from '../inspect-page.ts';
import { outcomeText } from '../outcome-text.ts';
import { settingsOf } from '../settings.ts';
import { UsageError } from '../shell.ts';
import { withPlatform } from '../with-platform.ts';

/** `sitepack inspect` */
export const inspect = command({
  name: 'inspect',
  description:
    'What is known of a page: its row, shard and pack, and what the latest crawl that met it made of it.',
  args: {
    url: { type: 'positional', required: true, description: 'The page, such as https://site.gov/news.' },
    index: {
      type: 'string',
      valueHint: 'NAME',
      description: 'Look into this index alone; into every one when absent.',
    },
    json: { type: 'boolean', description: 'Print JSON.' },
  },
  run(args, shell) {
    const url = canonicalUrl(args.url);
    if (url === undefined)
      throw new UsageError(`"${args.url}" is no page; write it whole, such as https://site.gov/news`);
    return withPlatform(settingsOf(shell, { log_level: 'warn' }), async (platform) => {
      const indexes = await inspectPage(platform, url, args.index);
      const known = indexes.some(isKnown);
      const elsewhere = known ? [] : await findElsewhere(platform, url);
      shell.print(
        args.json === true
          ? JSON.stringify({ url, indexes, elsewhere })
          : [inspectionText(url, indexes), ...(known ? [] : [elsewhereText(elsewhere)])].join('\n\n'),
      );
      return known ? 0 : 1;
    });
  },
});

function inspectionText(url: string, indexes: readonly PageInIndex[]): string {
  return [url, ...indexes.map(indexText)].join('\n\n');
}

/** Where else a page is known that is not known here. */
function elsewhereText(elsewhere: readonly KnownPage[]): string {
  if (elsewhere.length === 0)
    return 'No index knows it, by http or https, nor have their latest crawls come across it: nothing they read links to it.';
  return [
    'It is known elsewhere:',
    ...elsewhere.map(({ url, index }) => `  sitepack inspect ${url} --index ${index}`),
  ].join('\n');
}

function indexText(facts: PageInIndex): string {
  const lines = [...pageLines(facts), ...crawlLines(facts)].map(
    ([name, value]) => `  ${name.padEnd(9)}${value}`,
  );
  return [`In "${facts.index}":`, ...lines].join('\n');
}

function pageLines({ page, live, in_live_pack }: PageInIndex): [string, string][] {
  const place =
    live === null ? 'no version yet' : `shard ${live.shard} of version ${live.version}, pack ${live.pack}`;
  if (page === null) return [['page', 'not known']];
  const { state, origin, outcome, fetched_at_ms, content_hash } = page;
  return [
    ['state', `${state}, brought in by a ${origin}`],
    ['outcome', outcome === null ? 'none yet' : outcomeText(outcome)],
    ['read', fetched_at_ms === null ? 'never' : `${formatTime(fetched_at_ms)} UTC`],
    ['content', content_hash ?? 'none stored'],
    ['place', place],
    ['packed', live === null ? 'no' : PACKED[in_live_pack]],
  ];
}

const PACKED: Readonly<Record<PageInIndex['in_live_pack'], string>> = {
  yes: 'yes, by its row; the pack was not opened',
  no: 'no, by its row',
  pending: 'its last change waits to be packed',
};

function crawlLines({ crawl }: PageInIndex): [string, string][] {
  if (crawl === null) return [['crawl', 'none']];
  const { crawl_id, state, seen } = crawl;
  if (seen === null) return [['crawl', `${crawl_id} (${state}) has not come across it`]];
  const source = seen.parent === '' ? 'its start page' : `${seen.depth} links deep, found on ${seen.parent}`;
  const outcome = seen.outcome === undefined ? 'not visited yet' : outcomeText(seen.outcome);
  return [
    ['crawl', `${crawl_id} (${state}): ${source}`],
    ['', outcome],
  ];
}
